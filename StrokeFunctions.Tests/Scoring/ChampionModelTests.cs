using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

public sealed class ChampionModelTests(Azurite azurite)
{
    private const string Second = "20260102T000000Z-00000002";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Refresh_SwapsTheModel_WhenTheAliasChanges()
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _clock);
        using var champion = New(registry);
        champion.Refresh(Ct);
        Assert.Null(champion.State.Model);
        Assert.Null(await champion.GetAsync(Ct));

        await Champion.PublishAsync(registry, Champion.Version, Models.Random(1));
        champion.Refresh(Ct);
        Assert.Equal(Champion.Version, champion.State.Model?.Version);

        await Champion.PublishAsync(registry, Second, Models.Random(2));
        champion.Refresh(Ct);
        Assert.Equal(Second, (await champion.GetAsync(Ct))?.Version);
        Assert.Null(champion.State.Fault);
    }

    [Fact]
    public async Task Refresh_KeepsTheOldModelServing_AndSaysSo_WhenTheNewOneWasDamaged()
    {
        var account = azurite.NewAccount();
        var registry = new ModelRegistry(await TestStorage.OpenAsync(account), _clock);
        using var champion = New(registry);
        await Champion.PublishAsync(registry, Champion.Version, Models.Random(1));
        champion.Refresh(Ct);

        await Champion.PublishAsync(registry, Second, Models.Random(2));
        var blob = new BlobServiceClient(account)
            .GetBlobContainerClient(Containers.Models)
            .GetBlobClient($"{Second}/{ModelRegistry.ModelFile}");
        await blob.UploadAsync(BinaryData.FromBytes(Models.Random(3).ToJson()), overwrite: true, Ct);
        champion.Refresh(Ct);
        champion.Refresh(Ct);

        Assert.Equal(Champion.Version, champion.State.Model?.Version);
        Assert.Equal(Second, champion.State.Wanted);
        Assert.Contains("SHA-256", champion.State.Fault, StringComparison.Ordinal);

        await registry.PromoteAsync(Champion.Version, new AuditInfo("test", "back"), null, Ct);
        champion.Refresh(Ct);
        Assert.Null(champion.State.Fault);
    }

    [Fact]
    public async Task PromoteAsync_RefusesAModel_WhenItCannotScore()
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _clock);
        using var champion = New(registry);
        await Champion.PublishAsync(registry, Champion.Version, Models.Random(1));

        await Champion.PublishAsync(registry, Second, Models.Random(2) with { Threshold = 2 });
        champion.Refresh(Ct);

        Assert.Equal(Champion.Version, champion.State.Wanted);
    }

    private ChampionModel New(ModelRegistry registry) =>
        new(registry, Options.Create(new ScoringOptions()), _clock, NullLogger<ChampionModel>.Instance);
}
