using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Hosting;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

public sealed class MaintenanceTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(10, new[] { 21, 30 })]
    [InlineData(0, new[] { 1, 20, 21, 30 })]
    public async Task RunAsync_DeletesTheDaysBeyondTheRetention(int days, int[] left)
    {
        var store = await TestStorage.NewAsync(azurite);
        var log = new ScoringLog(store);
        var patient = SomePatients.Random(1, 1)[0];
        int[] logged = [1, 20, 21, 30];
        await log.AppendAsync(
            [
                .. logged.Select(day => new ScoredPatient(
                    new DateTimeOffset(2026, 1, day, 9, 0, 0, TimeSpan.Zero),
                    "v",
                    default,
                    patient,
                    0.5,
                    true
                )),
            ],
            Ct
        );

        await New(store, days).RunAsync(Ct);

        List<int> found = [];
        await foreach (var scored in log.ReadAsync(_clock.GetUtcNow().AddDays(-100), _clock.GetUtcNow(), Ct)) found.Add(scored.At.Day);
        Assert.Equal(left, found);
    }

    [Fact]
    public async Task RunAsync_FindsTheLastReportAndTraining()
    {
        var store = await TestStorage.NewAsync(azurite);
        var upkeep = New(store, 0);
        await upkeep.RunAsync(Ct);
        Assert.Equal(new LastRuns(null, null, 0), upkeep.LastRuns);

        await new ReportArchive(store).WriteAsync(new DateOnly(2026, 1, 30), "weekly", "{}"u8.ToArray(), "<p>"u8.ToArray(), Ct);
        var dataset = new DatasetSource("a.csv", "1", "00", _clock.GetUtcNow());
        await new ModelRegistry(store, _clock).RecordAsync(
            ModelEventKind.KeptChampion,
            null,
            new AuditInfo("training", "no better", dataset),
            Ct
        );
        await upkeep.RunAsync(Ct);

        Assert.NotNull(upkeep.LastRuns.Report);
        Assert.Equal(_clock.GetUtcNow(), upkeep.LastRuns.Training);
    }

    /// <summary>A worker that is killed leaves its dataset to the host, which delivers it again only after ten minutes.</summary>
    [Fact]
    public async Task RunAsync_TellsOfDatasetsThatWaitToBeDeliveredAgain()
    {
        var store = await TestStorage.NewAsync(azurite);
        await store.CreateAsync(Containers.Datasets, "told.csv", "a"u8.ToArray(), "text/csv", Ct);
        await store.CreateAsync(Containers.Datasets, "untold.csv", "b"u8.ToArray(), "text/csv", Ct);
        var told = (await store.FindAsync(Containers.Datasets, "told.csv", Ct))!;
        var written = (await store.FindAsync(Containers.Datasets, "untold.csv", Ct))!.LastModified;
        _clock.SetUtcNow(written.AddMinutes(5));
        await new ModelRegistry(store, _clock).RecordAsync(
            ModelEventKind.Rejected,
            null,
            new AuditInfo("training", "faulty", new DatasetSource("told.csv", told.ETag, "00", written)),
            Ct
        );
        var upkeep = New(store, 0);

        await upkeep.RunAsync(Ct);
        Assert.Equal(new WaitingDatasets(1, written, ForRedelivery: true), upkeep.Waiting);

        await using (await new TrainingLock(store, TimeProvider.System).AcquireAsync(Ct))
        {
            await upkeep.RunAsync(Ct);
            Assert.Equal(new WaitingDatasets(1, written, ForRedelivery: false), upkeep.Waiting);
        }
    }

    [Fact]
    public async Task RunAsync_TellsOfNoDataset_ThatIsOnItsWay()
    {
        var store = await TestStorage.NewAsync(azurite);
        await store.CreateAsync(Containers.Datasets, "new.csv", "b"u8.ToArray(), "text/csv", Ct);
        _clock.SetUtcNow((await store.FindAsync(Containers.Datasets, "new.csv", Ct))!.LastModified.AddSeconds(30));
        var upkeep = New(store, 0);

        await upkeep.RunAsync(Ct);

        Assert.Null(upkeep.Waiting);
    }

    private Maintenance New(BlobStore store, int days) => new(
        store, new ReportArchive(store), new ModelRegistry(store, _clock), new TrainingLock(store, TimeProvider.System),
        Options.Create(new ScoringOptions { LogRetentionDays = days }), _clock, new FirstAnswer(NoModel(store), _clock),
        NullLogger<Maintenance>.Instance);

    private ChampionModel NoModel(BlobStore store) =>
        new(new ModelRegistry(store, _clock), Options.Create(new ScoringOptions()), _clock, NullLogger<ChampionModel>.Instance);
}
