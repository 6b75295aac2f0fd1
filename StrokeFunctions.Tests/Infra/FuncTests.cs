using System.Diagnostics;
using System.Net.Sockets;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>
/// <c>npm run func</c>, as far as it goes without Core Tools, which can't be restored here: stand-ins for func, dotnet and npm, the real
/// Azurite.
/// </summary>
public sealed class FuncTests : IDisposable
{
    private const int AzuritePort = 10000;

    private readonly FakeTools _tools = new();
    private readonly string _clone = Directory.CreateTempSubdirectory("clone-").FullName;

    public FuncTests()
    {
        Directory.CreateDirectory(Path.Combine(_clone, "scripts"));
        foreach (var file in (string[])["scripts/func.mjs", "local.settings.sample.json", "package.json"])
            File.Copy(Repository.File(file), Path.Combine(_clone, file));
    }

    public void Dispose()
    {
        _tools.Dispose();
        Directory.Delete(_clone, recursive: true);
    }

    [Fact]
    public async Task Func_SaysWhatIsMissing_AndStartsNothing_WithoutCoreTools()
    {
        _tools.Add("func", "exit 127");
        _tools.Add("dotnet", "");
        _tools.Add("npm", "");

        var (exitCode, _, errors) = await _tools.RunAsync(
            "node",
            [Path.Combine(_clone, "scripts", "func.mjs")],
            new Dictionary<string, string>()
        );

        Assert.Equal(1, exitCode);
        Assert.Contains("nothing was started. Install Azure Functions Core Tools 4", errors, StringComparison.Ordinal);
        Assert.Equal("func --version", Assert.Single(_tools.Calls));
    }

    [Fact]
    public async Task Func_InstallsAzurite_InACleanClone_AndCtrlCEndsTheHostBeforeIt()
    {
        Assert.SkipWhen(await AnswersAsync(), $"Something else listens on port {AzuritePort}.");
        // What npm ci would bring; what the publish would leave; a host that looks, when it is told to end, whether its storage is still
        // there.
        _tools.Add("npm", $"ln -s \"{Repository.File("node_modules")}\" \"{_clone}/node_modules\"");
        _tools.Add("dotnet", $"mkdir -p \"{_clone}/artifacts/func\"");
        _tools.Add(
            "func",
            $$"""
            [ "$1" = start ] || exit 0
            trap 'bash -c "exec 3<>/dev/tcp/127.0.0.1/{{AzuritePort}}" && echo up >"{{_tools.PathOf("storage")}}"; exit 0' INT
            echo ready
            while :; do sleep 0.05; done
            """
        );
        // A process group of its own, as a terminal gives it; Ctrl+C goes to all of it.
        var start = new ProcessStartInfo("setsid", ["node", Path.Combine(_clone, "scripts", "func.mjs")]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(_tools.PathOf("func"))}:{Environment.GetEnvironmentVariable("PATH")}";
        using var session = Process.Start(start) ?? throw new InvalidOperationException("setsid did not start.");

        while (await session.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "ready") { }
        using var interrupt = Process.Start("kill", ["-INT", "--", $"-{session.Id}"]);
        await session.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, session.ExitCode);
        Assert.Equal("up", (await File.ReadAllTextAsync(_tools.PathOf("storage"), TestContext.Current.CancellationToken)).Trim());
        Assert.Equal("npm ci --omit=dev", Assert.Single(_tools.Calls, call => call.StartsWith("npm", StringComparison.Ordinal)));
        Assert.True(File.Exists(Path.Combine(_clone, "artifacts", "func", "local.settings.json")));
        for (var left = 100; left > 0 && await AnswersAsync(); left--)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(await AnswersAsync());
    }

    private static async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", AzuritePort, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
