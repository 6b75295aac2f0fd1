using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>The development container has what the guides' commands need; no engine starts it here.</summary>
public sealed class DevcontainerTests
{
    [Fact]
    public void Devcontainer_BringsEveryToolOfTheGuides()
    {
        using var container = JsonDocument.Parse(
            File.ReadAllBytes(Repository.File(".devcontainer", "devcontainer.json")),
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }
        );
        var (features, root) = (
            container.RootElement.GetProperty("features").EnumerateObject().Select(feature => feature.Name).ToList(),
            container.RootElement
        );

        Assert.EndsWith("dotnet:10.0", root.GetProperty("image").GetString(), StringComparison.Ordinal);
        Assert.All(
            ["/node:", "/azure-cli:", "/azd:", "/powershell:"],
            (string tool) => Assert.Contains(features, feature => feature.Contains(tool, StringComparison.Ordinal))
        );
        Assert.Contains("azure-functions-core-tools@4", root.GetProperty("postCreateCommand").GetString(), StringComparison.Ordinal);
    }
}
