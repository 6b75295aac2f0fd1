using System.Text;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

public sealed class LostBatchesTests(Azurite azurite)
{
    private const string Header =
        "gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Among_NamesOldFilesThatNoSummaryTellsOf_OldestFirst()
    {
        BlobEntry[] files =
        [
            File("done.csv", 50),
            File("replaced.csv", 40),
            File("lost.csv", 60),
            File("young.csv", 0),
            File("no.txt", 60),
        ];
        var scored = new Dictionary<string, DateTimeOffset> { ["done.json"] = Now.AddHours(-49), ["replaced.json"] = Now.AddHours(-45) };

        Assert.Equal(["lost.csv", "replaced.csv"], LostBatches.Among(files, scored, Now).Select(file => file.Name));
    }

    /// <summary>In an account that no trigger watches, as when the event is lost; one file has a name that can't be read.</summary>
    [Fact]
    public async Task TakeUpAsync_ScoresALostFile_ThoughAnotherFails()
    {
        var account = azurite.NewAccount();
        var store = await TestStorage.OpenAsync(account);
        await Champion.PublishAsync(new ModelRegistry(store, TimeProvider.System), Champion.Version, Models.Random(1));
        var unreadable = $"{new string('a', BlobName.MaximumLength)}.csv";
        var container = new BlobServiceClient(account).GetBlobContainerClient(Containers.ScoringBatches);
        await container.UploadBlobAsync(unreadable, BinaryData.FromBytes(Csv()), Ct);
        await store.CreateAsync(Containers.ScoringBatches, "lost.csv", Csv(), "text/csv", Ct);
        using var champion = new ChampionModel(
            new ModelRegistry(store, TimeProvider.System),
            Options.Create(new ScoringOptions()),
            TimeProvider.System,
            NullLogger<ChampionModel>.Instance
        );
        await champion.StartAsync(Ct);
        var batch = new BatchFile(store, champion, Options.Create(new ScoringOptions()), NullLogger<BatchFile>.Instance);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(2));
        var batches = new LostBatches(store, batch, clock, NullLogger<LostBatches>.Instance);

        var failed = await Assert.ThrowsAsync<AggregateException>(() => batches.TakeUpAsync(Ct));

        Assert.IsType<ArgumentException>(Assert.Single(failed.InnerExceptions));
        Assert.NotNull(await store.FindAsync(Containers.Scores, "lost.csv", Ct));
        Assert.NotNull(await store.FindAsync(Containers.Scores, "lost.json", Ct));
        await champion.StopAsync(Ct);
    }

    private static byte[] Csv() => Encoding.UTF8.GetBytes($"{Header}\nMale,67,0,1,Yes,Private,Urban,228.69,36.6,formerly smoked\n");

    private static BlobEntry File(string name, int hoursAgo) => new(name, 100, "1", Now.AddHours(-hoursAgo));
}
