using System.Text;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Registry;

public sealed class ModelRegistryTests(Azurite azurite)
{
    private const string One = "20260101T000000Z-00000001";
    private const string Two = "20260102T000000Z-00000002";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly AuditInfo Because = new("a test", "because");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task PublishAsync_GivesTheFirstManifest_WhenRepeated()
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _time);

        var first = await PublishAsync(registry, One);
        _time.Advance(TimeSpan.FromHours(1));
        var again = await PublishAsync(registry, One);

        Assert.Equal(first.CreatedAt, again.CreatedAt);
        Assert.Equal([One], await registry.ListAsync(Ct));
    }

    [Fact]
    public async Task PublishAsync_Completes_WhenAKilledProcessLeftFilesWithoutAManifest()
    {
        var store = await TestStorage.NewAsync(azurite);
        var registry = new ModelRegistry(store, _time);
        await store.CreateAsync(Containers.Models, $"{One}/{ModelRegistry.CardFile}", Bytes("half a card"), "text/html", Ct);
        Assert.Empty(await registry.ListAsync(Ct));
        Assert.IsType<AliasResult.UnknownVersion>(await registry.PromoteAsync(One, Because, null, Ct));

        await PublishAsync(registry, One);

        Assert.Equal(
            "a card",
            Encoding.UTF8.GetString(
                (await registry.ReadFileAsync(await registry.GetManifestAsync(One, Ct), ModelRegistry.CardFile, Ct)).Span
            )
        );
    }

    [Fact]
    public async Task ReadFileAsync_Throws_WhenTheFileIsNotTheOnePublished()
    {
        var store = await TestStorage.NewAsync(azurite);
        var registry = new ModelRegistry(store, _time);
        await PublishAsync(registry, One);
        var path = $"{One}/{ModelRegistry.ModelFile}";
        var blob = await store.ReadAsync(Containers.Models, path, Ct);
        await store.ReplaceAsync(Containers.Models, path, Bytes("{\"other\":1}"), "application/json", blob!.ETag, Ct);

        var manifest = await registry.GetManifestAsync(One, Ct);
        var fault = await Assert.ThrowsAsync<CorruptBlobException>(() => registry.ReadFileAsync(manifest, ModelRegistry.ModelFile, Ct));

        Assert.Contains("SHA-256", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData("20260101T000000Z-00000001/../20260102T000000Z-00000002")]
    [InlineData("20260101T000000Z-0000000g")]
    [InlineData("")]
    public async Task FindManifestAsync_IsNull_WhenTheVersionIsNotOne(string version)
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _time);

        Assert.Null(await registry.FindManifestAsync(version, Ct));
    }

    [Fact]
    public async Task PromoteAsync_RemembersThePreviousChampion_AndLogsEachChangeOnce()
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _time);
        await PublishAsync(registry, One);
        await PublishAsync(registry, Two);

        Assert.IsType<AliasResult.Changed>(await registry.PromoteAsync(One, Because, null, Ct));
        Assert.IsType<AliasResult.Changed>(await registry.PromoteAsync(Two, Because, null, Ct));
        Assert.IsType<AliasResult.Same>(await registry.PromoteAsync(Two, Because, null, Ct));
        Assert.IsType<AliasResult.Changed>(await registry.PromoteAsync(One, Because with { Reason = "roll back" }, null, Ct));

        var aliases = (await registry.GetAliasesAsync(Ct)).Aliases;
        Assert.Equal((One, Two), (aliases.Champion, aliases.Previous));
        Assert.Equal([(1, One, "because"), (2, Two, "because"), (3, One, "roll back")],
            (await registry.EventsAsync(Ct)).Select(e => (e.Sequence, e.Version, e.Reason)));
    }

    [Fact]
    public async Task PromoteAsync_IsSuperseded_WhenTheChampionChangedAfterTheDecision()
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _time);
        await PublishAsync(registry, One);
        await PublishAsync(registry, Two);
        var basis = await registry.GetAliasesAsync(Ct);
        await registry.PromoteAsync(One, Because, null, Ct);

        var result = await registry.PromoteAsync(Two, Because, basis, Ct);

        Assert.Equal(One, Assert.IsType<AliasResult.Superseded>(result).Aliases.Champion);
    }

    [Fact]
    public async Task PromoteAsync_LosesNoChange_WhenManyChangeAtATime()
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _time);
        await PublishAsync(registry, One);

        await Task.WhenAll(registry.PromoteAsync(One, Because, null, Ct), registry.PinAsync(Because, Ct), registry.PinAsync(Because, Ct));

        var aliases = (await registry.GetAliasesAsync(Ct)).Aliases;
        Assert.Equal((One, true), (aliases.Champion, aliases.Pinned));
        Assert.Equal([1, 2], (await registry.EventsAsync(Ct)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task EventsAsync_HoldTheLastChange_WhenItsWriterWasKilledBeforeLoggingIt()
    {
        var store = await TestStorage.NewAsync(azurite);
        var registry = new ModelRegistry(store, _time);
        await PublishAsync(registry, One);
        await registry.PromoteAsync(One, Because, null, Ct);
        await store.DeleteAsync(Containers.Models, "events.jsonl", Ct);

        Assert.Equal([One], (await registry.EventsAsync(Ct)).Select(e => e.Version));
        Assert.Equal([One], (await registry.EventsAsync(Ct)).Select(e => e.Version));
    }

    [Fact]
    public async Task GetChampionIfChanged_IsNull_UntilTheAliasesChange()
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _time);
        await PublishAsync(registry, One);
        Assert.Null(registry.GetChampionIfChanged(null, Ct)!.Version);
        await registry.PromoteAsync(One, Because, null, Ct);
        var state = registry.GetChampionIfChanged(null, Ct);

        Assert.Null(registry.GetChampionIfChanged(state!.ETag, Ct));

        await registry.PinAsync(Because, Ct);
        Assert.True(registry.GetChampionIfChanged(state.ETag, Ct) is { Version: One });
    }

    [Fact]
    public void Name_IsOfTheDatasetsTimeAndTheModelsBytes()
    {
        var name = ModelVersion.Name(new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1)), "abc"u8);

        Assert.Equal("20260102T030405Z-ba7816bf", name);
        Assert.True(ModelVersion.IsWellFormed(name));
    }

    private static Task<Manifest> PublishAsync(ModelRegistry registry, string version) =>
        registry.PublishAsync(
            Manifests.Of(version),
            new Dictionary<string, ReadOnlyMemory<byte>>
            {
                [ModelRegistry.ModelFile] = Models.Random(1).ToJson(),
                [ModelRegistry.CardFile] = Bytes("a card"),
            },
            Ct
        );

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
