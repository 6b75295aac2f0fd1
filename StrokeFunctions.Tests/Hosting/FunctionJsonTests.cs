using System.Text;
using StrokeFunctions.Hosting;

namespace StrokeFunctions.Tests.Hosting;

public sealed class FunctionJsonTests
{
    private static readonly FunctionCatalog Probes = new([typeof(ProbeFunctions)]);

    [Theory]
    [InlineData("Echo", """
        {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "function", "methods": ["get", "post"], "route": "api/score"},
        {"type": "http", "direction": "out", "name": "res"}
        """)]
    [InlineData("Ingest", """
        {"type": "blobTrigger", "direction": "in", "name": "blob", "path": "datasets/{name}", "source": "LogsAndContainerScan", "connection": "AzureWebJobsStorage"}
        """)]
    [InlineData("Tick", """
        {"type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "%Tick:Schedule%", "useMonitor": true}
        """)]
    public void Render_DeclaresTheBindings_OfTheAttributes(string function, string bindings)
    {
        var expected = System.Text.Json.Nodes.JsonNode.Parse($$"""{"bindings": [{{bindings}}]}""");

        var written = System.Text.Json.Nodes.JsonNode.Parse(Encoding.UTF8.GetString(FunctionJson.Render(Probes.Find(function)!)));

        Assert.Equal(expected!.ToJsonString(), written!.ToJsonString());
    }

    [Fact]
    public void WriteAll_LeavesOneFolderPerFunction_WhenOthersWereThereBefore()
    {
        var folder = Directory.CreateTempSubdirectory("functions").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "Removed"));

        FunctionJson.WriteAll(Probes, folder);

        Assert.Equal(["Echo", "Ingest", "Item", "Open", "Score", "Tick"], Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetDirectories(folder), function => Assert.Equal(["function.json"], Directory.GetFileSystemEntries(function).Select(Path.GetFileName)));
        Directory.Delete(folder, recursive: true);
    }
}
