using System.Text.Json.Nodes;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

public sealed class HostJsonTests
{
    [Fact]
    public void HostJson_LeavesEveryRouteAsItsFunctionNamesIt() =>
        Assert.Equal(
            "",
            JsonNode.Parse(File.ReadAllText(Repository.File("host.json")))!["extensions"]!["http"]!["routePrefix"]!.GetValue<string>()
        );

    [Fact]
    public void HostJson_LiesBesideTheBuiltExecutable() =>
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "host.json")));
}
