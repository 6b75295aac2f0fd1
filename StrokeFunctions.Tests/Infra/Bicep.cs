using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using StrokeFunctions.Tests.Support;

[assembly: AssemblyFixture(typeof(StrokeFunctions.Tests.Infra.Bicep))]

namespace StrokeFunctions.Tests.Infra;

/// <summary>
/// The Bicep CLI of the package Azure.Bicep.CommandLine.linux-x64, which knows every Azure type and needs no network.
/// Each template is compiled once for all tests.
/// </summary>
public sealed partial class Bicep
{
    private readonly Lazy<Task<Template>> _main = new(CompileMainAsync);
    private readonly Lazy<Task<Template>> _eventGrid = new(CompileEventGridAsync);
    private readonly ConcurrentDictionary<Combination, Lazy<Task<Snapshot>>> _snapshots = new();

    /// <summary>The compiled main.bicep with all its parts; its parameter file fits it, or compiling would have failed.</summary>
    internal Task<Template> MainAsync() => _main.Value;

    /// <summary>The compiled eventgrid.bicep.</summary>
    internal Task<Template> EventGridAsync() => _eventGrid.Value;

    /// <summary>
    /// What a deployment would make with these variables set: the parameters are put in and every expression worked out that can be.
    /// </summary>
    internal Task<Snapshot> SnapshotAsync(Combination combination) =>
        _snapshots.GetOrAdd(combination, wanted => new Lazy<Task<Snapshot>>(() => TakeSnapshotAsync(wanted))).Value;

    /// <summary>The values that main.bicepparam gives the parameters with these variables set.</summary>
    internal static async Task<JsonElement> ParametersAsync(Combination combination)
    {
        var (exitCode, output, findings) = await RunAsync(
            combination,
            ["build-params", Repository.File("infra", "main.bicepparam"), "--stdout"]
        );
        Assert.True(exitCode == 0 && findings.Length == 0, findings);
        using var compiled = JsonDocument.Parse(output);
        using var parameters = JsonDocument.Parse(compiled.RootElement.GetProperty("parametersJson").GetString() ?? "");
        return parameters.RootElement.GetProperty("parameters").Clone();
    }

    /// <summary>Lints every template of the infra folder; skips, visibly, on a machine that the CLI can't run on.</summary>
    internal static Task<(int ExitCode, string Output, string Findings)> LintAllAsync() =>
        RunAsync(Combination.Default, ["lint", "--pattern", Repository.File("infra", "*.bicep")]);

    /// <summary>
    /// Takes a snapshot in a copy of the folder, since the CLI writes it beside the parameters; the exit code and what was said, if it
    /// failed.
    /// </summary>
    internal static async Task<(Snapshot? Snapshot, string Findings)> TrySnapshotAsync(Combination combination)
    {
        var folder = Directory.CreateTempSubdirectory("infra-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Repository.File("infra")))
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            var (exitCode, _, findings) = await RunAsync(
                combination,
                [
                    "snapshot",
                    Path.Combine(folder.FullName, "main.bicepparam"),
                    "--mode",
                    "overwrite",
                    "--location",
                    "westeurope",
                    "--subscription-id",
                    "00000000-0000-0000-0000-000000000001",
                    "--tenant-id",
                    "00000000-0000-0000-0000-000000000002",
                ]
            );
            return exitCode == 0 ? (Snapshot.Read(Path.Combine(folder.FullName, "main.snapshot.json")), findings) : (null, findings);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Snapshot> TakeSnapshotAsync(Combination combination)
    {
        var (snapshot, findings) = await TrySnapshotAsync(combination);
        Assert.True(snapshot is not null && findings.Length == 0, findings);
        return snapshot;
    }

    private static async Task<(int ExitCode, string Output, string Findings)> RunAsync(Combination combination, string[] arguments)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "The Bicep CLI is restored for Linux on x64 only."
        );
        var start = new ProcessStartInfo(Cli(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // InvariantGlobalization of its own, as the tests': no ICU is needed on the machine.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach (
            var variable in await File.ReadAllLinesAsync(Repository.File("infra", "main.bicepparam"), TestContext.Current.CancellationToken)
        )
        {
            // What the machine may have set is not what is tested.
            if (Variable().Match(variable) is { Success: true } match)
                start.Environment.Remove(match.Groups[1].Value);
        }

        foreach (var (name, value) in combination.Variables)
            start.Environment[name] = value;
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
        var (exitCode, output, findings) = await RunAsync(Combination.Default, [command, Repository.File("infra", file), "--stdout"]);
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

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex Variable();
}
