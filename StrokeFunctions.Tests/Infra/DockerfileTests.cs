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
}
