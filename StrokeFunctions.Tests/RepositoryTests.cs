using System.Text.RegularExpressions;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests;

/// <summary>What holds of all files of the repository: CONTRIBUTING.md says it, and here it is checked.</summary>
public sealed partial class RepositoryTests
{
    private const int MaxReadmeLines = 150;

    [Fact]
    public void Readme_StaysShort() => Assert.InRange(File.ReadLines(Repository.File("README.md")).Count(), 1, MaxReadmeLines - 1);

    /// <summary>A tag can be moved to other code, a hash can't; the release beside it is for people and for dependabot.</summary>
    [Fact]
    public void Workflows_NameActionsByHash_AndAskForNoRightForAllJobs()
    {
        var workflows = Directory.GetFiles(Repository.File(".github", "workflows"), "*.yml").Select(File.ReadAllText).ToArray();

        Assert.NotEmpty(workflows);
        Assert.All(workflows, workflow => Assert.Contains("\npermissions: {}\n", workflow, StringComparison.Ordinal));
        Assert.All(
            workflows.SelectMany(workflow => workflow.Split('\n')).Where(line => line.Contains("uses:", StringComparison.Ordinal)),
            line => Assert.Matches(PinnedAction(), line)
        );
    }

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex PinnedAction();
}
