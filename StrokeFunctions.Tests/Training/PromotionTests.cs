using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class PromotionTests
{
    [Fact]
    public void Decide_Promotes_WhenTheChallengerKnowsMore()
    {
        var verdict = Promotion.Decide(Draw(1, 3000, challengerNoise: 0.2, championNoise: 0.8), 0.1, seed: 1);

        var promoted = Assert.IsType<PromoteChallenger>(verdict);
        Assert.True(promoted.Evidence.LogLossGain!.High < 0);
    }

    [Fact]
    public void Decide_Keeps_WhenTheChallengerKnowsLess()
    {
        var verdict = Promotion.Decide(Draw(2, 3000, challengerNoise: 2, championNoise: 0.2), 0.1, seed: 1);

        var kept = Assert.IsType<KeepChampion>(verdict);
        Assert.Contains("log loss", kept.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_KeepsTheChampion_WhenOnlyTheChallengerMissesTheFloor()
    {
        PairedPrediction[] everyone =
        [
            .. Draw(3, 3000, 0.2, 0.2)
                .Select(patient => patient with { ChallengerFlagged = true, ChampionFlagged = patient.Champion >= 0.3 }),
        ];

        var kept = Assert.IsType<KeepChampion>(Promotion.Decide(everyone, 0.2, seed: 1));

        Assert.Contains("precision", kept.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.01, false)]
    public void Decide_PromotesWhatMissesTheFloorLess_WhenBothMissIt(double threshold, bool promotes)
    {
        PairedPrediction[] both =
        [
            .. Draw(3, 3000, 0.2, 0.4)
                .Select(patient => patient with
                {
                    ChallengerFlagged = patient.Challenger >= threshold,
                    ChampionFlagged = patient.Champion >= 0.05,
                }),
        ];

        var verdict = Promotion.Decide(both, 0.6, seed: 1);

        if (promotes) Assert.Contains("not reached", Assert.IsType<PromoteChallenger>(verdict).Reason, StringComparison.Ordinal);
        else Assert.IsType<KeepChampion>(verdict);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(0.2, true)]
    public void Decide_PromotesWhatFlagsNoMoreThanItMay_WhenTheChampionFlagsMore(double maxFlaggedShare, bool promotes)
    {
        PairedPrediction[] patients =
        [
            .. Draw(3, 3000, 0.2, 0.2)
                .Select(patient => patient with
                {
                    Champion = patient.Challenger,
                    ChallengerFlagged = patient.Challenger >= 0.25,
                    ChampionFlagged = patient.Challenger >= 0.05,
                }),
        ];

        var (few, many) = (patients.Count(patient => patient.ChallengerFlagged), patients.Count(patient => patient.ChampionFlagged));
        Assert.True(few < 0.2 * patients.Length && many > 0.4 * patients.Length, $"{few} {many}");

        Assert.Equal(promotes, Promotion.Decide(patients, 0.1, seed: 1, maxFlaggedShare) is PromoteChallenger);
        PairedPrediction[] turned = [.. patients.Select(patient =>
            patient with { ChallengerFlagged = patient.ChampionFlagged, ChampionFlagged = patient.ChallengerFlagged })];
        Assert.IsType<KeepChampion>(Promotion.Decide(turned, 0.1, seed: 1, 0.2));
    }

    [Fact]
    public void Decide_NeverPromotesByItself_WhatLooksLikeALeak()
    {
        PairedPrediction[] leak =
        [
            .. Draw(8, 3000, 0.2, 0.2)
                .Select(patient => patient with
                {
                    Challenger = (0.3 * patient.Challenger) + (patient.Stroke ? 0.6 : 0),
                    ChallengerFlagged = patient.Stroke,
                }),
        ];

        var kept = Assert.IsType<KeepChampion>(Promotion.Decide(leak, 0.1, seed: 1));

        Assert.True(Promotion.LooksLikeALeak(kept.Evidence));
        Assert.Contains("looks like a leak", kept.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_Keeps_WhenTooFewStrokesCanBeCompared()
    {
        var verdict = Promotion.Decide(Draw(4, 60, challengerNoise: 0, championNoise: 3), 0.05, seed: 1);

        Assert.Contains("strokes to compare on", Assert.IsType<KeepChampion>(verdict).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_Keeps_WhenNearlyEverybodyHadAStroke()
    {
        var everybody = Draw(7, 3000, challengerNoise: 0.2, championNoise: 2);
        PairedPrediction[] oneOutcome =
            [.. everybody.Where(p => p.Stroke), .. everybody.Where(p => !p.Stroke).Take(Promotion.MinStrokes - 1)];

        var verdict = Promotion.Decide(oneOutcome, 0.05, seed: 1);

        Assert.Contains("patients without a stroke to compare on", Assert.IsType<KeepChampion>(verdict).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_Keeps_WhenBothAreTheSame()
    {
        PairedPrediction[] same = [.. Draw(5, 2000, 0.5, 0.5).Select(patient =>
            patient with { Champion = patient.Challenger, ChampionFlagged = patient.ChallengerFlagged })];

        var verdict = Promotion.Decide(same, 0.1, seed: 1);

        Assert.IsType<KeepChampion>(verdict);
        Assert.Equal(0, verdict.Evidence.LogLossGain!.Value);
        Assert.Equal(0, verdict.Evidence.RecallGain!.High);
    }

    [Fact]
    public void Decide_TellsWhatEachShareRestsOn()
    {
        var patients = Draw(7, 3000, challengerNoise: 0.2, championNoise: 2);

        var evidence = Promotion.Decide(patients, 0.1, seed: 1).Evidence;

        Assert.Equal(patients.Count(patient => patient.Stroke), evidence.Challenger.Recall.N);
        Assert.Equal(patients.Count(patient => patient.ChallengerFlagged), evidence.Challenger.Precision.N);
        Assert.Equal(patients.Count(patient => patient.ChampionFlagged), evidence.Champion!.Precision.N);
        Assert.Equal(patients.Length, evidence.Challenger.LogLoss.N);
    }

    [Fact]
    public void Decide_SaysTheSame_ForTheSameSeed()
    {
        var patients = Draw(6, 800, 0.5, 0.6);

        Assert.Equivalent(Promotion.Decide(patients, 0.1, seed: 3), Promotion.Decide(patients, 0.1, seed: 3), strict: true);
    }

    private static PairedPrediction[] Draw(int seed, int count, double challengerNoise, double championNoise)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var logOdds = -2.5 + (1.5 * Normal());
            var challenger = ProbabilityScore.Logistic(logOdds + (challengerNoise * Normal()));
            var champion = ProbabilityScore.Logistic(logOdds + (championNoise * Normal()));
            return new PairedPrediction(
                random.NextDouble() < ProbabilityScore.Logistic(logOdds), challenger, challenger >= 0.12, champion, champion >= 0.12);
        })];
    }
}
