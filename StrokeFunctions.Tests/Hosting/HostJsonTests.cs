using System.Text.Json.Nodes;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

public sealed class HostJsonTests
{
    [Fact]
    public void HostJson_OfTheIsolatedModel_IsThatOfTheCustomModelWithoutWhatStartsAHandler()
    {
        var custom = Parse("host.json");
        custom.Remove("customHandler");
        custom.Remove("extensionBundle");

        Assert.Equal(custom.ToJsonString(), Parse("StrokeFunctions", "Hosting", "host.isolated.json").ToJsonString());
    }

    [Fact]
    public void HostJson_LiesBesideTheBuiltExecutable_WhichItNames()
    {
        var handler = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")))!["customHandler"]!;

        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, handler["description"]!["defaultExecutablePath"]!.GetValue<string>())));
        Assert.True(handler["enableForwardingHttpRequest"]!.GetValue<bool>());
        Assert.True(handler["enableProxyingHttpRequest"]!.GetValue<bool>());
    }

    private static JsonObject Parse(params string[] path) => JsonNode.Parse(File.ReadAllText(Repository.File(path)))!.AsObject();
}
