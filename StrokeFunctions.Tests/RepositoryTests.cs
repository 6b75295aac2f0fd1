using System.Text.RegularExpressions;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests;

/// <summary>What holds of all files of the repository: CONTRIBUTING.md says it, and here it is checked.</summary>
public sealed partial class RepositoryTests
{
    /// <summary>The same number stands in .editorconfig, for editors.</summary>
    private const int MaxLineLength = 140;

    private const int MaxReadmeLines = 150;

    private static readonly string[] Code = [".cs", ".css", ".js", ".mjs", ".ts"];

    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "artifacts", ".git", ".azurite", "BenchmarkDotNet.Artifacts"];

    [Fact]
    public void Lines_AreShort_InEveryFileOfCode()
    {
        var tooLong =
            from file in Files(new DirectoryInfo(Repository.Root))
            where Code.Contains(file.Extension)
            from line in File.ReadLines(file.FullName).Index()
            where line.Item.Length > MaxLineLength
            select $"{Path.GetRelativePath(Repository.Root, file.FullName)}:{line.Index + 1} has {line.Item.Length} characters";

        Assert.Empty(tooLong);
        Assert.Contains($"max_line_length = {MaxLineLength}", File.ReadAllText(Repository.File(".editorconfig")), StringComparison.Ordinal);
    }

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

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(child => !NotOurs.Contains(child.Name)).SelectMany(Files));

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex PinnedAction();
}
