using Azure.Storage.Blobs;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Standalone;

public sealed class TimerRunnerTests(Azurite azurite)
{
    /// <summary>A Sunday.</summary>
    private static readonly DateTimeOffset Sunday = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_RunsOnSchedule_WhenTheTimeComes()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe();
        var clock = new FakeTimeProvider(Sunday);
        await using var app = await ProbeApp.StartAsync(storage, probe, clock: clock);
        await FirstSeenAsync(storage);

        await Eventually.TrueAsync(() => AdvanceUntilCalledAsync(clock, probe, 1, TimeSpan.FromMinutes(10)));

        Assert.StartsWith("Tick ", probe.Calls.Single(), StringComparison.Ordinal);
        Assert.InRange(
            clock.GetUtcNow(),
            new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero)
        );
    }

    [Fact]
    public async Task Timer_CatchesUpOnce_WhenSeveralRunsWereMissed()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe();
        await using (await ProbeApp.StartAsync(storage, probe, clock: new FakeTimeProvider(Sunday))) await FirstSeenAsync(storage);

        await using var later = await ProbeApp.StartAsync(storage, probe, clock: new FakeTimeProvider(Sunday.AddDays(30)));
        await Eventually.TrueAsync(() => Task.FromResult(!probe.Calls.IsEmpty));

        Assert.Equal(["Tick True 2026-11-22T12:00:00.0000000Z 2026-12-28T00:00:00.0000000Z"], probe.Calls);
    }

    [Fact]
    public async Task Timer_RunsInOneInstance_WhenSeveralShareTheStorage()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe();
        await using (await ProbeApp.StartAsync(storage, probe, clock: new FakeTimeProvider(Sunday))) await FirstSeenAsync(storage);

        var clocks = Enumerable.Range(0, 3).Select(_ => new FakeTimeProvider(Sunday.AddDays(8))).ToArray();
        await using var one = await ProbeApp.StartAsync(storage, probe, clock: clocks[0]);
        await using var two = await ProbeApp.StartAsync(storage, probe, clock: clocks[1]);
        await using var three = await ProbeApp.StartAsync(storage, probe, clock: clocks[2]);
        await Eventually.TrueAsync(async () =>
            await LastAsync(storage) is { } last && last.Contains("2026-11-30", StringComparison.Ordinal)
        );
        foreach (var clock in clocks)
            clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Single(probe.Calls);
    }

    [Fact]
    public async Task Timer_RunsAgainNextTime_WhenARunFails()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe { Act = (_, _) => throw new InvalidDataException("not today") };
        var clock = new FakeTimeProvider(Sunday);
        await using var app = await ProbeApp.StartAsync(storage, probe, clock: clock);
        await FirstSeenAsync(storage);

        await Eventually.TrueAsync(() => AdvanceUntilCalledAsync(clock, probe, 2, TimeSpan.FromHours(6)));

        Assert.True(clock.GetUtcNow() >= new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero));
    }

    private static Task<bool> AdvanceUntilCalledAsync(FakeTimeProvider clock, Probe probe, int calls, TimeSpan step)
    {
        if (probe.Calls.Count >= calls) return Task.FromResult(true);
        clock.Advance(step);
        return Task.FromResult(false);
    }

    private static Task FirstSeenAsync(string storage) => Eventually.TrueAsync(async () => await LastAsync(storage) is not null);

    private static async Task<string?> LastAsync(string storage)
    {
        var blob = new BlobClient(storage, "azure-webjobs-hosts", "stroke-functions-standalone/timers/Tick.json");
        return await blob.ExistsAsync(Ct) ? (await blob.DownloadContentAsync(Ct)).Value.Content.ToString() : null;
    }
}
