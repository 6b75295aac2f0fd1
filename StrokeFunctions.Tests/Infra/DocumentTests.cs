using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using StrokeFunctions.Hosting;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>The guides say what the templates and settings are, and their commands are commands.</summary>
public sealed partial class DocumentTests(Bicep bicep)
{
    private static readonly string Deploy = File.ReadAllText(Repository.File("docs", "deploy.md"));
    private static readonly string Operations = File.ReadAllText(Repository.File("docs", "operations.md"));

    [Fact]
    public void NeededVersionOfAzd_IsTheSame_ForTheToolAndForTheReader()
    {
        var needed = NeededAzd().Match(File.ReadAllText(Repository.File("azure.yaml"))).Groups[1].Value;

        Assert.Matches(@"^\d+\.\d+\.\d+$", needed);
        Assert.Contains($"(`azd`, {needed} or newer)", Deploy.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void EverySetting_IsInTheTable_WithItsDefault()
    {
        using var settings = JsonDocument.Parse(File.ReadAllBytes(Repository.File("infra", "settings.json")));

        Assert.All(
            settings.RootElement.EnumerateObject(),
            setting => Assert.Contains($"| `{setting.Name}` | `{setting.Value}` |", Operations, StringComparison.Ordinal)
        );
        Assert.All(
            SettingRow().Matches(Operations),
            row => Assert.True(settings.RootElement.TryGetProperty(row.Groups[1].Value, out _), row.Value)
        );
    }

    [Fact]
    public async Task EveryParameter_IsInTheTable() =>
        Assert.All(
            (await bicep.MainAsync()).Parts[0].GetProperty("parameters").EnumerateObject(),
            parameter => Assert.Contains($"`{parameter.Name}`", Deploy, StringComparison.Ordinal)
        );

    /// <summary>With its variable, in the same row.</summary>
    [Fact]
    public void EveryVariable_IsInTheTable() =>
        Assert.All(
            Variable()
                .Matches(File.ReadAllText(Repository.File("infra", "main.bicepparam")))
                .Select(match => (Parameter: match.Groups[1].Value, Name: match.Groups[2].Value)),
            variable =>
                Assert.Contains(
                    Deploy.Split('\n'),
                    row =>
                        row.Contains($"`{variable.Parameter}`", StringComparison.Ordinal)
                        && row.Contains($"`{variable.Name}`", StringComparison.Ordinal)
                )
        );

    /// <summary>A pipeline may assign the roles that the templates give, and no other.</summary>
    [Fact]
    public async Task Pipeline_MayAssignTheRolesOfTheTemplates_AndNoOther()
    {
        var guide = await File.ReadAllTextAsync(Repository.File("docs", "pipeline.md"), TestContext.Current.CancellationToken);

        var given = (await bicep.SnapshotAsync(Combination.Everything))
            .OfType("Microsoft.Authorization/roleAssignments")
            .Select(role => role.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!.Split('/')[^1])
            .Distinct();

        Assert.Equal(given.Order(), Id().Matches(guide).Select(match => match.Value).Order());
    }

    [Fact]
    public async Task EveryAlert_HasAParagraphOnWhatToDo()
    {
        var alerts = (await bicep.MainAsync()).Variable("alerts").EnumerateArray().Select(alert => alert.GetProperty("name").GetString());

        Assert.All(
            alerts.Concat(["undelivered-events", "dropped-events", "daily-cap", "budget"]),
            alert => Assert.Contains($"\n### {alert}\n", Operations, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task EveryFunctionThatAnAlertAsksFor_IsThere()
    {
        var named = (await bicep.MainAsync())
            .Variable("alerts")
            .EnumerateArray()
            .SelectMany(alert => OperationName().Matches(alert.GetProperty("query").GetString() ?? ""))
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(FunctionCatalog.OfThisApp().All, function => function.Name == name));
    }

    [Theory]
    [InlineData("deploy.md")]
    [InlineData("operations.md")]
    [InlineData("privacy.md")]
    public void EveryRouteItCalls_IsThere(string document)
    {
        var called = Route()
            .Matches(File.ReadAllText(Repository.File("docs", document)))
            .Select(match => Placeholder().Replace(match.Groups[1].Value, name => $"{{{name.Groups[1].Value.ToLowerInvariant()}}}"))
            .ToList();

        Assert.NotEmpty(called);
        Assert.All(called, route => Assert.Contains(FunctionCatalog.OfThisApp().Http, function => function.Route == route));
    }

    [Theory]
    [InlineData("deploy.md")]
    [InlineData("operations.md")]
    [InlineData("pipeline.md")]
    [InlineData("containers.md")]
    [InlineData("privacy.md")]
    public void EveryFileItNames_IsThere(string document)
    {
        var text = File.ReadAllText(Repository.File("docs", document));

        Assert.NotEmpty(text);
        Assert.All(FileName().Matches(text), file => Assert.True(Path.Exists(Repository.File(file.Groups[1].Value)), file.Value));
    }

    [Theory]
    [InlineData("deploy.md")]
    [InlineData("operations.md")]
    [InlineData("pipeline.md")]
    [InlineData("containers.md")]
    [InlineData("privacy.md")]
    public async Task EveryCommand_Parses(string document)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are for a POSIX shell.");
        var blocks = ShellBlock()
            .Matches(await File.ReadAllTextAsync(Repository.File("docs", document), TestContext.Current.CancellationToken));

        Assert.NotEmpty(blocks);
        using var shell = Process.Start(new ProcessStartInfo("sh", "-n") { RedirectStandardInput = true, RedirectStandardError = true })!;
        await shell.StandardInput.WriteAsync(string.Concat(blocks.Select(block => block.Groups[1].Value)));
        shell.StandardInput.Close();
        Assert.Equal("", await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"^\| `(\w+__\w+)` \| `", RegexOptions.Multiline)]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"`((?:infra|scripts|docs|\.github|\.devcontainer)/[\w./-]*)[` ]")]
    private static partial Regex FileName();

    [GeneratedRegex("OperationName == \\\"(\\w+)\\\"")]
    private static partial Regex OperationName();

    [GeneratedRegex(@"\$FUNCTION_APP_URL/(api/[\w/$]+)")]
    private static partial Regex Route();

    [GeneratedRegex(@"^param (\w+) = .*readEnvironmentVariable\('(\w+)'", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\$([A-Z]+)")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^requiredVersions:$.*?^  azd: \">= ([^\"]+)\"$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NeededAzd();

    [GeneratedRegex(@"^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
