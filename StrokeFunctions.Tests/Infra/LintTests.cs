using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

public sealed class LintTests
{
    [Theory]
    [InlineData("main.bicep")]
    [InlineData("eventgrid.bicep")]
    public async Task Lint_FindsNothing(string file)
    {
        var (exitCode, output, findings) = await Bicep.RunAsync("lint", file);

        Assert.Equal(("", "", 0), (output, findings, exitCode));
    }

    [Fact]
    public void EveryRule_IsAnError()
    {
        using var config = JsonDocument.Parse(File.ReadAllBytes(Repository.File("infra", "bicepconfig.json")));
        var rules = config.RootElement.GetProperty("analyzers").GetProperty("core").GetProperty("rules");

        // 53 rules were known to the CLI when this was written; a rule that is missing here would only warn or be off.
        Assert.True(rules.EnumerateObject().Count() >= 53);
        Assert.All(rules.EnumerateObject(), rule => Assert.Equal("error", rule.Value.GetProperty("level").GetString()));
    }

    [Fact]
    public void NothingIsSilenced()
    {
        var templates = Directory.GetFiles(Repository.File("infra"), "*.bicep");

        Assert.NotEmpty(templates);
        Assert.All(templates, template => Assert.DoesNotContain("#disable", File.ReadAllText(template), StringComparison.Ordinal));
    }
}
