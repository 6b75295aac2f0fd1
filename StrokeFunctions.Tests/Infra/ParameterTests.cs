using System.Text.Json;
using System.Text.RegularExpressions;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>Every parameter is a variable of the environment, so that <c>azd env set</c> and a pipeline reach all of them.</summary>
public sealed partial class ParameterTests(Bicep bicep)
{
    private static readonly string[] Required = ["environmentName", "location"];

    [Fact]
    public async Task Parameters_AreThoseOfTheTemplate_WithItsDefaults()
    {
        var template = (await bicep.MainAsync()).Parts[0].GetProperty("parameters").EnumerateObject().ToList();

        var given = await Bicep.ParametersAsync(Combination.Default);

        Assert.Equal(
            template.Select(parameter => parameter.Name).Order(),
            given.EnumerateObject().Select(parameter => parameter.Name).Order()
        );
        Assert.All(
            template.Where(parameter => !Required.Contains(parameter.Name)),
            parameter =>
                Assert.Equal(
                    parameter.Value.GetProperty("defaultValue").ToString(),
                    given.GetProperty(parameter.Name).GetProperty("value").ToString()
                )
        );
    }

    [Fact]
    public async Task Parameters_AreTheDefaults_WhenTheirVariablesAreSetToNothing()
    {
        var nothing = Combination.Of("nothing", [.. Variables().Select(variable => (variable, ""))]);

        Assert.Equal((await Bicep.ParametersAsync(Combination.Default)).GetRawText(), (await Bicep.ParametersAsync(nothing)).GetRawText());
    }

    [Fact]
    public async Task EveryVariable_ReachesItsParameter()
    {
        var defaults = await Bicep.ParametersAsync(Combination.Default);
        var others = Combination.Of("others", [.. Variables().Select(variable => (variable, Other(variable, defaults)))]);

        var changed = await Bicep.ParametersAsync(others);

        Assert.All(
            defaults.EnumerateObject(),
            parameter =>
                Assert.NotEqual(
                    parameter.Value.GetProperty("value").ToString(),
                    changed.GetProperty(parameter.Name).GetProperty("value").ToString()
                )
        );
    }

    [Fact]
    public async Task Lists_AreTrimmed_AndTheirEmptyPartsLeftOut()
    {
        var given = await Bicep.ParametersAsync(Combination.Everything);

        Assert.Equal(["ada@example.org", "grace@example.org"], Texts(given.GetProperty("alertEmails").GetProperty("value")));
        Assert.Equal(
            ["User", "Group"],
            given
                .GetProperty("operators")
                .GetProperty("value")
                .EnumerateArray()
                .Select(operatorOf => operatorOf.GetProperty("principalType").GetString())
        );
    }

    [Fact]
    public async Task Pipeline_PassesEveryVariableOn()
    {
        var workflow = await File.ReadAllTextAsync(
            Repository.File(".github", "workflows", "azure-dev.yml"),
            TestContext.Current.CancellationToken
        );

        // azd looks up who deploys by itself.
        Assert.All(
            Variables().Where(variable => variable != "AZURE_PRINCIPAL_ID"),
            variable => Assert.Contains($"\n      {variable}: ", workflow, StringComparison.Ordinal)
        );
        Assert.Contains("DEPLOYER_ACCESS: 'false'", workflow, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_SaysWhatToChoose_WhereTheRegionHasNoZones()
    {
        var (snapshot, findings) = await Bicep.TrySnapshotAsync(Combination.Of("no zones", ("AZURE_LOCATION", "westus")));

        Assert.Null(snapshot);
        Assert.Contains(
            "westus has no zones. Choose the redundancy without them: azd env set STORAGE_SKU Standard_LRS",
            findings,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Deployment_AsksForTheFirstDay_OfABudget()
    {
        var (snapshot, findings) = await Bicep.TrySnapshotAsync(Combination.Of("budget", ("BUDGET_AMOUNT", "10")));

        Assert.Null(snapshot);
        Assert.Contains("A budget needs its first day", findings, StringComparison.Ordinal);
    }

    private static List<string> Variables() =>
        [.. Variable().Matches(File.ReadAllText(Repository.File("infra", "main.bicepparam"))).Select(match => match.Groups[1].Value)];

    /// <summary>Some valid value that is not the default.</summary>
    private static string Other(string variable, JsonElement defaults)
    {
        var line = File.ReadLines(Repository.File("infra", "main.bicepparam"))
            .Single(line => line.Contains($"('{variable}'", StringComparison.Ordinal));
        var value = defaults.GetProperty(line.Split(' ')[1]).GetProperty("value");
        return value.ValueKind switch
        {
            JsonValueKind.Number => (value.GetInt32() + 1).ToString(),
            JsonValueKind.True => "false",
            JsonValueKind.False => "true",
            JsonValueKind.Array => $"User:{Combination.Somebody}",
            _ => "another",
        };
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString());

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex Variable();
}
