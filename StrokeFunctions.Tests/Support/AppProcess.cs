using System.Collections.Concurrent;
using System.Diagnostics;

namespace StrokeFunctions.Tests.Support;

/// <summary>The app's own executable as a process, started as a person or the Functions host would start it.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private readonly Process _process = new();
    private readonly ConcurrentQueue<string> _output = new();

    private AppProcess()
    {
    }

    /// <summary>All that it has written so far, on standard output and standard error.</summary>
    public string Output => string.Join('\n', _output);

    public int Id => _process.Id;

    public static AppProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "StrokeFunctions.exe" : "StrokeFunctions");
        var app = new AppProcess();
        app._process.StartInfo = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment) app._process.StartInfo.Environment[name] = value;
        app._process.OutputDataReceived += (_, line) => app.Add(line.Data);
        app._process.ErrorDataReceived += (_, line) => app.Add(line.Data);
        app._process.Start();
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        return app;
    }

    /// <summary>Waits until an address answers, whatever it answers; fails at once when the process ends.</summary>
    public async Task AnswersAsync(HttpClient client, string path)
    {
        await Eventually.TrueAsync(async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"It ended with {_process.ExitCode}: {Output}");
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>Waits for its end, and returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal (TERM, INT), as a shell or a supervisor does. There are none on Windows: the test is skipped.</summary>
    public async Task SignalAsync(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null) _output.Enqueue(line);
    }
}
