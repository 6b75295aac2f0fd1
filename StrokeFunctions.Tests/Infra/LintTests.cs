using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

public sealed class LintTests
{
    [Fact]
    public async Task Lint_FindsNothing_InAnyTemplate()
    {
        var (exitCode, output, findings) = await Bicep.LintAllAsync();

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

    /// <summary>A rule may be silenced for one line, below a comment that says why.</summary>
    [Fact]
    public void WhatIsSilenced_HasItsReason()
    {
        var templates = Directory.GetFiles(Repository.File("infra"), "*.bicep*");

        Assert.NotEmpty(templates);
        foreach (var lines in templates.Select(File.ReadAllLines))
        {
            for (var i = 0; i < lines.Length; i++)
            {
                if (!lines[i].Contains("#disable", StringComparison.Ordinal))
                    continue;
                Assert.StartsWith("#disable-next-line ", lines[i].Trim(), StringComparison.Ordinal);
                Assert.StartsWith("//", lines[i - 1].Trim(), StringComparison.Ordinal);
            }
        }
    }
}
