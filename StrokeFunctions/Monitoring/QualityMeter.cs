using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>Measures the quality of predictions on patients with a known outcome.</summary>
internal static class QualityMeter
{
    /// <summary>Curves of more patients are drawn by rounded probabilities.</summary>
    private const int ManyPatients = 10_000;

    /// <summary>Drawings behind each bootstrapped interval.</summary>
    public const int Replicates = 1000;
    private const int Seed = 1;
    private const int CurvePoints = 100;

    /// <summary>Curves of many patients are drawn by probabilities to four decimals: at most 10,001 steps, of which a hundred are shown.</summary>
    private const int CurveDecimals = 4;
    private const int CalibrationGroups = 10;

    /// <summary>Thresholds of the decision curve: 0.01 to 0.40, where anyone would act on the risk of a stroke.</summary>
    private static readonly double[] Thresholds = [.. Enumerable.Range(1, 40).Select(i => i / 100.0)];

    /// <summary>Measures; null if there are too few patients.</summary>
    public static QualityMeasures? Measure(string measuredOn, double[] probabilities, bool[] outcomes, double threshold, int replicates)
    {
        var strokes = outcomes.Count(stroke => stroke);
        if (!Performance.IsMeasurable(outcomes.Length, strokes)) return null;
        var flagged = Array.ConvertAll(probabilities, p => p >= threshold);
        var ranked = RankedOutcomes.Of(probabilities, outcomes);
        var drawn = outcomes.Length <= ManyPatients ? ranked : RankedOutcomes.Of(Array.ConvertAll(probabilities, p => Math.Round(p, CurveDecimals)), outcomes);
        return QualityMeasures.Of(measuredOn, Performance.Measure(probabilities, flagged, outcomes, replicates, Seed),
            QualityMeasures.Finite(Curves.Thin(Curves.Roc(drawn), CurvePoints)), Curves.Thin(Curves.PrecisionRecall(drawn), CurvePoints),
            Calibration.Reliability(probabilities, outcomes, CalibrationGroups), Curves.NetBenefit(drawn, Thresholds));
    }
}
