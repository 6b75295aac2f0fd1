using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

public sealed class ScoringLogTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 22, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task ReadAsync_GivesWhatWasAppended_InTheInterval()
    {
        var store = await TestStorage.NewAsync(azurite);
        ScoredPatient[] scored = [.. Enumerable.Range(0, 8).Select(hour => Scored(Start.AddHours(hour), 40 + hour))];
        await new ScoringLog(store).AppendAsync([.. scored[..5]], Ct);
        await new ScoringLog(store).AppendAsync([.. scored[5..]], Ct);

        var read = await ReadAsync(new ScoringLog(store), Start.AddHours(1), Start.AddHours(7));

        Assert.Equal(scored[1..7].Select(Describe), read.Select(Describe));
    }

    [Fact]
    public async Task ReadAsync_AsksStorageAFewTimes_HoweverLongTheIntervalIs()
    {
        await using var proxy = await StorageProxy.StartAsync(azurite.NewAccount());
        var log = new ScoringLog(await TestStorage.OpenAsync(proxy.ConnectionString));
        await log.AppendAsync([Scored(Start, 40), Scored(Start.AddYears(1), 41)], Ct);
        var before = proxy.Calls;
        using var cost = new CancellationTokenSource();
        proxy.Begin(call =>
        {
            if (proxy.Calls - before > 20) cost.Cancel();
            return StorageAct.Pass;
        });

        var read = new List<ScoredPatient>();
        await foreach (var scored in log.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cost.Token)) read.Add(scored);

        Assert.Equal(2, read.Count);
    }

    [Fact]
    public async Task AppendAsync_SplitsABatch_WhenItIsLargerThanAnAppendMayBe()
    {
        var log = new ScoringLog(await TestStorage.NewAsync(azurite));
        List<ScoredPatient> batch = [.. Enumerable.Repeat(Scored(Start, 50), 20_000)];

        await log.AppendAsync(batch, Ct);

        Assert.Empty(batch);
        Assert.Equal(20_000, (await ReadAsync(log, Start, Start.AddSeconds(1))).Count);
    }

    private static async Task<List<ScoredPatient>> ReadAsync(ScoringLog log, DateTimeOffset from, DateTimeOffset to)
    {
        var read = new List<ScoredPatient>();
        await foreach (var scored in log.ReadAsync(from, to, Ct)) read.Add(scored);
        return read;
    }

    private static ScoredPatient Scored(DateTimeOffset at, double age) =>
        new(
            at,
            "20260101T000000Z-00000001",
            (age % 4) switch
            {
                0 => ScoredName.OfPatient("a \"quoted\" id"),
                1 => ScoredName.OfRequest("r", 3),
                2 => ScoredName.OfRequest("r", null),
                _ => default,
            },
            Patient.From([1, age, 0, 1, 1, 3, 1, 228.69, age % 2 == 0 ? double.NaN : 36.6, 3]),
            0.1 + (age / 1000),
            age > 45
        );

    private static string Describe(ScoredPatient s) =>
        $"{s.At:O} {s.ModelVersion} {s.Name} {string.Join(' ', Schema.Inputs.Select(c => c.Format(s.Patient[c])))} "
        + $"{s.Probability:R} {s.AtRisk}";
}
