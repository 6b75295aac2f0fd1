using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>Measures the quality of predictions on patients with a known outcome.</summary>
internal static class QualityMeter
{
    /// <summary>With fewer patients, or fewer of either outcome, nothing is measured: an interval would span almost everything.</summary>
    public const int LeastPatients = 20;

    /// <inheritdoc cref="LeastPatients"/>
    public const int LeastOfEach = 5;

    /// <summary>
    /// Above this many patients the bootstrap runs on a part of this size, and its intervals are narrowed by sqrt(part / all):
    /// a thousand replicates of a million patients would take minutes, and the width of an interval needs no such precision.
    /// </summary>
    private const int MostBootstrapped = 10_000;

    /// <summary>Drawings behind each bootstrapped interval.</summary>
    public const int Replicates = 1000;
    private const int Seed = 1;
    private const int CurvePoints = 100;

    /// <summary>Curves of many patients are drawn by probabilities to four decimals: at most 10,001 steps, of which a hundred are shown.</summary>
    private const int CurveDecimals = 4;
    private const int CalibrationGroups = 10;

    /// <summary>Thresholds of the decision curve: 0.01 to 0.40, where anyone would act on the risk of a stroke.</summary>
    private static readonly double[] Thresholds = [.. Enumerable.Range(1, 40).Select(i => i / 100.0)];

    /// <summary>Whether there are enough patients of both outcomes.</summary>
    public static bool IsEnough(int patients, int strokes) =>
        patients >= LeastPatients && strokes >= LeastOfEach && patients - strokes >= LeastOfEach;

    /// <summary>Measures; null if there are too few patients.</summary>
    public static QualityMeasures? Measure(string measuredOn, double[] probabilities, bool[] outcomes, double threshold, int replicates)
    {
        var strokes = outcomes.Count(stroke => stroke);
        if (!IsEnough(outcomes.Length, strokes)) return null;
        var flagged = Array.ConvertAll(probabilities, p => p >= threshold);
        var ranked = RankedOutcomes.Of(probabilities, outcomes);
        var drawn = outcomes.Length <= MostBootstrapped ? ranked : RankedOutcomes.Of(Array.ConvertAll(probabilities, p => Math.Round(p, CurveDecimals)), outcomes);
        return QualityMeasures.Of(measuredOn, Performances(probabilities, flagged, outcomes, ranked, replicates),
            QualityMeasures.Finite(Curves.Thin(Curves.Roc(drawn), CurvePoints)), Curves.Thin(Curves.PrecisionRecall(drawn), CurvePoints),
            Calibration.Reliability(probabilities, outcomes, CalibrationGroups), Curves.NetBenefit(drawn, Thresholds));
    }

    private static Performance Performances(double[] probabilities, bool[] flagged, bool[] outcomes, RankedOutcomes ranked, int replicates)
    {
        var n = outcomes.Length;
        if (n <= MostBootstrapped) return Performance.Measure(probabilities, flagged, outcomes, replicates, Seed);
        var confusion = ConfusionMatrix.Of(flagged, outcomes);
        var picked = Enumerable.Range(0, MostBootstrapped).Select(i => (int)((long)i * n / MostBootstrapped)).ToArray();
        var part = Performance.Measure([.. picked.Select(i => probabilities[i])], [.. picked.Select(i => flagged[i])], [.. picked.Select(i => outcomes[i])], replicates, Seed);
        return new Performance(confusion,
            Wilson.Share(confusion.TruePositives, confusion.Positives),
            Wilson.Share(confusion.TruePositives, confusion.Flagged),
            Wilson.Share(confusion.TrueNegatives, n - confusion.Positives),
            Narrowed(confusion.F1, part.F1, n),
            Wilson.Share(confusion.TruePositives + confusion.TrueNegatives, n),
            Narrowed(ranked.AreaUnderRocCurve(), part.AreaUnderRocCurve, n),
            Narrowed(ranked.AveragePrecision(), part.AveragePrecision, n),
            Narrowed(ProbabilityScore.Brier(probabilities, outcomes), part.Brier, n),
            Narrowed(ProbabilityScore.LogLoss(probabilities, outcomes), part.LogLoss, n),
            Calibration.Intercept(probabilities, outcomes),
            Calibration.Slope(probabilities, outcomes),
            Narrowed(Calibration.ObservedToExpected(probabilities, outcomes), part.ObservedToExpected, n));
    }

    private static Estimate Narrowed(double value, Estimate part, int n)
    {
        var scale = Math.Sqrt((double)part.N / n);
        return new Estimate(value, value - ((part.Value - part.Low) * scale), value + ((part.High - part.Value) * scale), n);
    }
}
