using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Both models' metrics on the same drawing of patients.</summary>
internal sealed class PairedComparison
{
    public const int ChallengerRecall = 0, ChallengerPrecision = 1, ChallengerLogLoss = 2, ChallengerArea = 3;
    public const int ChampionRecall = 4, ChampionPrecision = 5, ChampionLogLoss = 6, ChampionArea = 7;
    public const int RecallGain = 8, PrecisionGain = 9, LogLossGain = 10, AreaGain = 11;

    /// <summary>How many metrics there are.</summary>
    public const int Metrics = 12;

    private readonly bool[] _outcomes;
    private readonly bool[] _challengerFlags, _championFlags;
    private readonly double[] _challengerLosses, _championLosses;
    private readonly RankedOutcomes _challengerRanks, _championRanks;

    public PairedComparison(IReadOnlyList<PairedPrediction> patients)
    {
        _outcomes = [.. patients.Select(patient => patient.Stroke)];
        _challengerFlags = [.. patients.Select(patient => patient.ChallengerFlagged)];
        _championFlags = [.. patients.Select(patient => patient.ChampionFlagged)];
        _challengerLosses = [.. patients.Select(patient => ProbabilityScore.LogLoss(patient.Challenger, patient.Stroke))];
        _championLosses = [.. patients.Select(patient => ProbabilityScore.LogLoss(patient.Champion, patient.Stroke))];
        _challengerRanks = RankedOutcomes.Of([.. patients.Select(patient => patient.Challenger)], _outcomes);
        _championRanks = RankedOutcomes.Of([.. patients.Select(patient => patient.Champion)], _outcomes);
        Strokes = _outcomes.Count(stroke => stroke);
        ChallengerFlagged = _challengerFlags.Count(flag => flag);
        ChampionFlagged = _championFlags.Count(flag => flag);
    }

    /// <summary>Patients with a stroke: what recall rests on.</summary>
    public int Strokes { get; }

    /// <summary>Patients whom the challenger flags: what its precision rests on.</summary>
    public int ChallengerFlagged { get; }

    /// <summary>Patients whom the champion flags.</summary>
    public int ChampionFlagged { get; }

    /// <summary>Writes all metrics of a drawing; no weights mean everyone once.</summary>
    public void Measure(ReadOnlySpan<int> weights, Span<double> metrics)
    {
        var challenger = ConfusionMatrix.Of(_challengerFlags, _outcomes, weights);
        var champion = ConfusionMatrix.Of(_championFlags, _outcomes, weights);
        metrics[ChallengerRecall] = challenger.Recall;
        metrics[ChallengerPrecision] = challenger.Precision;
        metrics[ChallengerLogLoss] = Mean(_challengerLosses, weights);
        metrics[ChallengerArea] = _challengerRanks.RocAuc(weights);
        metrics[ChampionRecall] = champion.Recall;
        metrics[ChampionPrecision] = champion.Precision;
        metrics[ChampionLogLoss] = Mean(_championLosses, weights);
        metrics[ChampionArea] = _championRanks.RocAuc(weights);
        metrics[RecallGain] = challenger.Recall - champion.Recall;
        metrics[PrecisionGain] = challenger.Precision - champion.Precision;
        metrics[AreaGain] = metrics[ChallengerArea] - metrics[ChampionArea];
        metrics[LogLossGain] = metrics[ChallengerLogLoss] - metrics[ChampionLogLoss];
    }

    private static double Mean(double[] values, ReadOnlySpan<int> weights)
    {
        double sum = 0;
        for (var i = 0; i < values.Length; i++) sum += (weights.IsEmpty ? 1 : weights[i]) * values[i];
        return values.Length == 0 ? 0 : sum / values.Length;
    }
}
