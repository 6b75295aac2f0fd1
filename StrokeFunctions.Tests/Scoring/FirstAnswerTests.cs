using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

public sealed class FirstAnswerTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task WaitAsync_Ends_WhenPatientsWereAnswered()
    {
        var first = new FirstAnswer(await ChampionAsync(model: true), _clock);
        var waiting = first.WaitAsync(Ct);
        Assert.False(waiting.IsCompleted);

        await first.GiveAsync();

        await waiting.WaitAsync(Eventually.Timeout, Ct);
        Assert.True(first.IsGiven);
    }

    [Fact]
    public async Task WaitAsync_Ends_WhenNobodyAsks()
    {
        var first = new FirstAnswer(await ChampionAsync(model: true), _clock);
        var waiting = first.WaitAsync(Ct);
        _clock.Advance(FirstAnswer.MaxWait - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await waiting.WaitAsync(Eventually.Timeout, Ct);
    }

    [Fact]
    public async Task WaitAsync_EndsAtOnce_WhenThereIsNoModel()
    {
        var champion = await ChampionAsync(model: false);

        await new FirstAnswer(champion, _clock).WaitAsync(Ct).WaitAsync(Eventually.Timeout, Ct);
    }

    [Fact]
    public async Task WaitAsync_IsCancelled_WhenTheAppEnds()
    {
        using var stopping = new CancellationTokenSource();
        var waiting = new FirstAnswer(await ChampionAsync(model: true), _clock).WaitAsync(stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Eventually.Timeout, Ct));
    }

    private async Task<ChampionModel> ChampionAsync(bool model)
    {
        var registry = new ModelRegistry(await TestStorage.NewAsync(azurite), _clock);
        if (model) await Champion.PublishAsync(registry, Champion.Version, Models.Random(1));
        var champion = new ChampionModel(registry, Options.Create(new ScoringOptions()), _clock, NullLogger<ChampionModel>.Instance);
        champion.Refresh(Ct);
        return champion;
    }
}
