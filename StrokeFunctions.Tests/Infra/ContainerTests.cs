using StrokeFunctions.Storage;

namespace StrokeFunctions.Tests.Infra;

public sealed class ContainerTests(Bicep bicep)
{
    [Fact]
    public async Task EveryContainerThatTheAppNames_IsMade()
    {
        var made = (await bicep.MainAsync()).Variable("dataContainers").EnumerateArray().Select(name => name.GetString());

        Assert.Equal(Containers.All.Order(), made.Order());
    }
}
