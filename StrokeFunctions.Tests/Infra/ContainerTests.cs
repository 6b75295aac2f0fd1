using System.Reflection;
using StrokeFunctions.Data;

namespace StrokeFunctions.Tests.Infra;

public sealed class ContainerTests(Bicep bicep)
{
    /// <summary>The containers of the design, for as long as the registry has no list of its own.</summary>
    private static readonly string[] Designed =
        ["datasets", "datasets-rejected", "models", "training", "scoring-log", "scoring-batches", "scores", "reports"];

    [Fact]
    public async Task EveryContainerThatTheAppNames_IsMade()
    {
        var made = (await bicep.MainAsync()).Variable("dataContainers").EnumerateArray().Select(name => name.GetString());

        Assert.Equal(Named().Order(), made.Order());
    }

    private static IEnumerable<string?> Named() =>
        typeof(Schema).Assembly.GetType("StrokeFunctions.Registry.Containers") is { } containers
            ? containers.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
                .Select(field => (string?)field.GetRawConstantValue())
            : Designed;
}
