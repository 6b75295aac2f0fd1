using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public sealed class LostDatasetsTests(Azurite azurite)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Among_NamesOldDatasetsThatNoEventTellsOf_OldestFirst()
    {
        BlobEntry[] datasets =
        [
            Dataset("done.csv", "1", 50),
            Dataset("replaced.csv", "2", 40),
            Dataset("lost.csv", "3", 60),
            Dataset("young.csv", "4", 0),
        ];
        ModelEvent[] events =
        [
            Told("done.csv", "1"),
            Told("replaced.csv", "an older one"),
            new(1, Now, ModelEventKind.Pinned, null, "somebody", "because"),
        ];

        Assert.Equal(["lost.csv", "replaced.csv"], LostDatasets.Among(datasets, events, Now).Select(d => d.Name));
    }

    [Fact]
    public async Task TakeUpAsync_WorksOnTheOthers_WhenOneFails()
    {
        var ct = TestContext.Current.CancellationToken;
        var account = azurite.NewAccount();
        await using var proxy = await StorageProxy.StartAsync(account);
        // Its trigger looks once, at an empty container; by its clock the datasets have lain there for hours.
        var settings = new Dictionary<string, string?>
        {
            ["Standalone:BlobPollInterval"] = "00:10:00",
            ["Training:Retrain"] = "Never",
        };
        await using var app = await TestApp.StartAsync(proxy.ConnectionString, settings, new HoursLater());
        var store = app.Services.GetRequiredService<BlobStore>();
        foreach (var name in (string[])["a.csv", "b.csv"])
            await store.CreateAsync(Containers.Datasets, name, DatasetCsv.Of(SyntheticRows.Draw(name[0], 60)), "text/csv", ct);
        proxy.Begin(call => call.Path == "datasets/a.csv" ? StorageAct.Answer500 : StorageAct.Pass);

        await Assert.ThrowsAsync<AggregateException>(() => app.Services.GetRequiredService<LostDatasets>().TakeUpAsync(ct));

        proxy.End();
        var told = await app.Services.GetRequiredService<ModelRegistry>().EventsAsync(ct);
        Assert.Equal(["b.csv"], told.Select(e => e.Dataset?.Name));
    }

    /// <summary>The system's clock, some hours fast.</summary>
    private sealed class HoursLater : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(3);
    }

    private static BlobEntry Dataset(string name, string etag, int hoursAgo) => new(name, 100, etag, Now.AddHours(-hoursAgo));

    private static ModelEvent Told(string name, string etag) =>
        new(0, Now, ModelEventKind.NotNeeded, null, "training", "because", new DatasetSource(name, etag, "00", Now));
}
