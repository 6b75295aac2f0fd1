using System.Text.Json.Nodes;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

public sealed class HostJsonTests
{
    [Fact]
    public void HostJson_OfTheIsolatedModel_IsThatOfTheCustomModelWithoutWhatStartsAHandler()
    {
        var custom = Parse("StrokeFunctions", "Hosting", "CustomHandler", "host.json");
        custom.Remove("customHandler");
        custom.Remove("extensionBundle");

        Assert.Equal(custom.ToJsonString(), Parse("host.json").ToJsonString());
    }

    [Theory]
    [InlineData("host.json")]
    [InlineData("StrokeFunctions", "Hosting", "CustomHandler", "host.json")]
    public void HostJson_LeavesEveryRouteAsItsFunctionNamesIt(params string[] path) =>
        Assert.Equal("", Parse(path)["extensions"]!["http"]!["routePrefix"]!.GetValue<string>());

    [Fact]
    public void HostJson_OfTheCustomModel_StartsTheExecutableAndForwardsRequests()
    {
        var handler = Parse("StrokeFunctions", "Hosting", "CustomHandler", "host.json")["customHandler"]!;

        Assert.Equal(typeof(StrokeFunctions.Hosting.FunctionCatalog).Assembly.GetName().Name, handler["description"]!["defaultExecutablePath"]!.GetValue<string>());
        Assert.True(handler["enableForwardingHttpRequest"]!.GetValue<bool>());
        Assert.True(handler["enableProxyingHttpRequest"]!.GetValue<bool>());
    }

    [Fact]
    public void HostJson_LiesBesideTheBuiltExecutable() =>
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "host.json")));

    private static JsonObject Parse(params string[] path) => JsonNode.Parse(File.ReadAllText(Repository.File(path)))!.AsObject();
}
