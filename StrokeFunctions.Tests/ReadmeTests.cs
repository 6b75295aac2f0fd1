using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests;

/// <summary>README's examples. Its requests are run by .ci/readme, its other commands by .ci/run.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.File("README.md"));

    [Fact]
    public void Answer_HasTenReasons_WhichAddUpToItsProbability()
    {
        var answer = JsonNode.Parse(Json().Match(Readme).Groups[1].Value)!;

        var reasons = answer["reasons"]!.AsArray();
        Assert.Equal(
            Schema.Inputs.Select(input => input.Name).Order(),
            reasons.Select(reason => reason!["name"]!.GetValue<string>()).Order()
        );
        var sum = answer["base_log_odds"]!.GetValue<double>() + reasons.Sum(reason => reason!["log_odds"]!.GetValue<double>());
        Assert.Equal(answer["stroke_probability"]!.GetValue<double>(), ProbabilityScore.Logistic(sum), 1e-12);
        Assert.Equal(
            answer["at_risk"]!.GetValue<bool>(),
            answer["stroke_probability"]!.GetValue<double>() >= answer["threshold"]!.GetValue<double>()
        );
    }

    [Fact]
    public void Links_LeadToFilesThatExist() =>
        Assert.All(Link().Matches(Readme), link => Assert.True(
            Path.Exists(Repository.File(link.Groups[1].Value)), $"README links to {link.Groups[1].Value}, which is not there."));

    [Fact]
    public void ReadingOrder_NamesFilesThatExist() =>
        Assert.All(Source().Matches(Readme), file => Assert.NotEmpty(Directory.GetFiles(
            Repository.File("StrokeFunctions"), Path.GetFileName(file.Groups[1].Value), SearchOption.AllDirectories)));

    [GeneratedRegex(@"^```json\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([\w/]+\.cs)`")]
    private static partial Regex Source();
}
