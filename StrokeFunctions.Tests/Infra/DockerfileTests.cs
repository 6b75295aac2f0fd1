using StrokeFunctions.Hosting;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>No container engine runs in every test machine, but what an image is made from can be checked without one.</summary>
public sealed class DockerfileTests
{
    [Fact]
    public void EveryFileThatABuildReads_IsCopied_AndLetThrough()
    {
        var copied = File.ReadLines(Repository.File("Dockerfile"))
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1])
            .ToArray();
        var letThrough = File.ReadLines(Repository.File(".dockerignore"))
            .Where(line => line.StartsWith('!'))
            .Select(line => line[1..])
            .ToArray();

        Assert.All(copied, file => Assert.Contains(file.Split('/')[0], letThrough));
        Assert.All(letThrough, file => Assert.True(Path.Exists(Repository.File(file)), file));
        var buildFiles = Directory.EnumerateFiles(Repository.Root, "Directory.*").Select(Path.GetFileName);
        Assert.All(buildFiles, file => Assert.Contains(file, copied));
    }

    /// <summary>The host starts what lies in its script root, which must be where the published folder is copied to.</summary>
    [Fact]
    public void Image_IsTheHosts_WithThePublishedFolderWhereItLooks()
    {
        var lines = File.ReadAllLines(Repository.File("Dockerfile"));
        var final = lines[Array.FindLastIndex(lines, line => line.StartsWith("FROM ", StringComparison.Ordinal))..];
        var published = Assert.Single(final, line => line.StartsWith("COPY --from=build ", StringComparison.Ordinal)).Split(' ');

        Assert.Equal("FROM --platform=linux/amd64 mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0", final[0]);
        Assert.Contains($"--output {published[2]}", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Contains($"AzureWebJobsScriptRoot={published[3]} ", string.Join('\n', final), StringComparison.Ordinal);
    }

    /// <summary>The host does not find a timer function whose schedule is not set; local.settings.json is for this machine only.</summary>
    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("local.settings.sample.json")]
    public void EverySchedule_IsSet(string file)
    {
        var settings = File.ReadAllText(Repository.File(file));

        Assert.All(
            FunctionCatalog
                .OfThisApp()
                .Timers.Select(function => function.Trigger.Schedule.Trim('%').Replace(":", "__", StringComparison.Ordinal)),
            schedule => Assert.Contains(schedule, settings, StringComparison.Ordinal)
        );
        Assert.Contains("AzureWebJobsDisableHomepage", settings, StringComparison.Ordinal);
    }
}
