using System.Diagnostics;
using StrokeFunctions.Hosting.Standalone;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>Processes of the app on one account. They end when disposed.</summary>
internal sealed class AppInstances : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly List<Process> _processes = [];

    public IReadOnlyList<Process> Processes => _processes;

    public List<Uri> Addresses { get; } = [];

    /// <summary>Of all of them together, so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var sum = TimeSpan.Zero;
            foreach (var process in _processes)
            {
                process.Refresh();
                sum += process.TotalProcessorTime;
            }

            return sum;
        }
    }

    public static async Task<AppInstances> StartAsync(int count, string storage)
    {
        var instances = new AppInstances();
        var name = OperatingSystem.IsWindows() ? "StrokeFunctions.exe" : "StrokeFunctions";
        var executable = Path.Combine(AppContext.BaseDirectory, name);
        for (var i = 0; i < count; i++)
        {
            var address = new Uri($"http://127.0.0.1:{Emulator.FreePort()}");
            var process = Process.Start(new ProcessStartInfo(executable, ["--urls", address.ToString()])
            {
                Environment = { ["AzureWebJobsStorage"] = storage, ["Sample__Upload"] = "false" },
                RedirectStandardOutput = true,
            })!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
                process.ProcessorAffinity = 1 << (i % Environment.ProcessorCount);
            instances._processes.Add(process);
            instances.Addresses.Add(address);
        }

        using var client = new HttpClient();
        foreach (var address in instances.Addresses) await ReadyAsync(client, address);
        return instances;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task ReadyAsync(HttpClient client, Uri address)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(address, "/api/health/ready"));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It starts.
            }

            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException($"{address} does not become ready.");
        }
    }
}
