using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

[assembly: AssemblyFixture(typeof(StrokeFunctions.Tests.Support.Azurite))]

namespace StrokeFunctions.Tests.Support;

/// <summary>
/// A real Azurite (npm, pinned in package-lock.json) on a free port, in memory, for the whole test run.
/// Each test takes an account of its own, so that tests share the process but no blob.
/// </summary>
public sealed class Azurite : IAsyncLifetime
{
    private const int Accounts = 1000;

    /// <summary>A key in the form that storage asks for; it opens nothing but this run's emulator.</summary>
    private static readonly string Key = Convert.ToBase64String(Encoding.ASCII.GetBytes("not-a-secret: the emulator of one test run"));

    private readonly Process _process = new();
    private readonly StringBuilder _output = new();
    private int _port;
    private int _taken;

    /// <summary>The connection string of an empty storage account that no other test uses.</summary>
    public string NewAccount()
    {
        var name = AccountName(Interlocked.Increment(ref _taken) - 1);
        return $"DefaultEndpointsProtocol=http;AccountName={name};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{_port}/{name};";
    }

    public async ValueTask InitializeAsync()
    {
        var script = Repository.File("node_modules", "azurite", "dist", "src", "blob", "main.js");
        if (!File.Exists(script))
        {
            await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci --omit=dev");
        }

        _port = AppProcess.FreePort();
        _process.StartInfo = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                script, "--blobHost", "127.0.0.1", "--blobPort", _port.ToString(),
                "--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--disableTelemetry",
            },
            Environment = { ["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, Accounts).Select(i => $"{AccountName(i)}:{Key}")) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process.OutputDataReceived += (_, line) => _output.AppendLine(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.AppendLine(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnswersAsync();
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string AccountName(int index) => $"test{index:0000}";

    private static async Task RunAsync(string command, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = Repository.Root })
            ?? throw new InvalidOperationException($"{command} did not start.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command} {arguments} ended with {process.ExitCode}.");
    }

    private async Task AnswersAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException($"Azurite ended by itself: {_output}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port, deadline.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, deadline.Token);
            }
        }
    }
}
