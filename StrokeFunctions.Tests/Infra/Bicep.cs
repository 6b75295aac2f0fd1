using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using StrokeFunctions.Tests.Support;

[assembly: AssemblyFixture(typeof(StrokeFunctions.Tests.Infra.Bicep))]

namespace StrokeFunctions.Tests.Infra;

/// <summary>
/// The Bicep CLI of the package Azure.Bicep.CommandLine.linux-x64, which knows every Azure type and needs no network.
/// Each template is compiled once for all tests.
/// </summary>
public sealed class Bicep
{
    private readonly Lazy<Task<Template>> _main = new(CompileMainAsync);
    private readonly Lazy<Task<Template>> _eventGrid = new(CompileEventGridAsync);

    /// <summary>The compiled main.bicep with all its parts; its parameter file fits it, or compiling would have failed.</summary>
    internal Task<Template> MainAsync() => _main.Value;

    /// <summary>The compiled eventgrid.bicep.</summary>
    internal Task<Template> EventGridAsync() => _eventGrid.Value;

    /// <summary>Runs the CLI on a file of the infra folder; skips, visibly, on a machine that it can't run on.</summary>
    internal static async Task<(int ExitCode, string Output, string Findings)> RunAsync(
        string command,
        string file,
        params string[] options
    )
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "The Bicep CLI is restored for Linux on x64 only.");
        var start = new ProcessStartInfo(Cli(), [command, Repository.File("infra", file), .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // InvariantGlobalization of its own, as the tests': no ICU is needed on the machine.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The Bicep CLI did not start.");
        var findings = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await findings);
    }

    private static async Task<Template> CompileMainAsync()
    {
        using var compiled = await CompileAsync("build-params", "main.bicepparam");
        return Template.Parse(compiled.RootElement.GetProperty("templateJson").GetString() ?? "");
    }

    private static async Task<Template> CompileEventGridAsync()
    {
        using var compiled = await CompileAsync("build", "eventgrid.bicep");
        return Template.Parse(compiled.RootElement.GetRawText());
    }

    private static async Task<JsonDocument> CompileAsync(string command, string file)
    {
        var (exitCode, output, findings) = await RunAsync(command, file, "--stdout");
        Assert.True(exitCode == 0 && findings.Length == 0, findings);
        return JsonDocument.Parse(output);
    }

    private static string Cli()
    {
        var folder = typeof(Bicep)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "BicepFolder")
            .Value;
        return Path.Combine(folder ?? "", "tools", "bicep");
    }
}
