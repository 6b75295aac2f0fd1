namespace StrokeFunctions.Statistics;

/// <summary>
/// Confidence-based performance estimation (NannyML's CBPE): the quality that calibrated probabilities expect of themselves, without
/// outcomes. TP = sum of p over the flagged, FP = sum of 1 - p over them, FN and TN likewise over the rest.
/// The intervals say how far what really happens may lie off by chance if the probabilities are right; they don't cover wrong ones.
/// </summary>
/// <param name="Recall">TP / (TP + FN), with Wilson's interval on the expected number of strokes.</param>
/// <param name="Precision">TP / (TP + FP), with Wilson's interval on the flagged.</param>
/// <param name="F1">2 TP / (2 TP + FP + FN), with an interval by the delta method.</param>
/// <param name="Accuracy">(TP + TN) / n, with Wilson's interval.</param>
/// <param name="RocAuc">The chance that a stroke ranks above a patient without, each row weighing p and 1 - p; interval by
/// Hanley and McNeil (1982).</param>
/// <param name="ExpectedStrokes">The sum of the probabilities.</param>
internal sealed record ConfidenceBased(
    Estimate Recall, Estimate Precision, Estimate F1, Estimate Accuracy, Estimate RocAuc, double ExpectedStrokes)
{
    /// <summary>Estimates from the probabilities of at least one patient.</summary>
    public static ConfidenceBased Of(ReadOnlySpan<double> probabilities, double threshold)
    {
        double tp = 0, fp = 0, fn = 0, tn = 0;
        foreach (var p in probabilities)
        {
            if (p >= threshold) (tp, fp) = (tp + p, fp + 1 - p);
            else (fn, tn) = (fn + p, tn + 1 - p);
        }

        var n = probabilities.Length;
        return new ConfidenceBased(Wilson.Share(tp, tp + fn, n), Wilson.Share(tp, tp + fp, n), HarmonicMean(tp, fp, fn, n),
            Wilson.Share(tp + tn, n, n), Area(probabilities, tp + fn), tp + fn);
    }

    /// <summary>F1 = TP / (TP + e/2) with e = FP + FN errors; TP and e vary as counts.</summary>
    private static Estimate HarmonicMean(double tp, double fp, double fn, int n)
    {
        var whole = (2 * tp) + fp + fn;
        if (whole <= 0) return new Estimate(0, 0, 1, n);
        var f1 = 2 * tp / whole;
        var error = 2 * Math.Sqrt((tp * (fp + fn) * (fp + fn)) + ((fp + fn) * tp * tp)) / (whole * whole);
        return new Estimate(f1, Math.Max(0, f1 - (Wilson.Z95 * error)), Math.Min(1, f1 + (Wilson.Z95 * error)), n);
    }

    private static Estimate Area(ReadOnlySpan<double> probabilities, double strokes)
    {
        var sorted = probabilities.ToArray();
        Array.Sort(sorted);
        double area = 0, negativesBelow = 0;
        for (var i = 0; i < sorted.Length;)
        {
            double positives = 0, negatives = 0;
            var tied = sorted[i];
            for (; i < sorted.Length && sorted[i] == tied; i++) (positives, negatives) = (positives + tied, negatives + 1 - tied);
            area += positives * (negativesBelow + (negatives / 2));
            negativesBelow += negatives;
        }

        var without = sorted.Length - strokes;
        if (strokes <= 0 || without <= 0) return new Estimate(0.5, 0, 1, sorted.Length);
        area /= strokes * without;
        var (q1, q2) = (area / (2 - area), 2 * area * area / (1 + area));
        var variance =
            ((area * (1 - area)) + (Math.Max(0, strokes - 1) * (q1 - (area * area))) + (Math.Max(0, without - 1) * (q2 - (area * area))))
            / (strokes * without);
        var half = Wilson.Z95 * Math.Sqrt(Math.Max(0, variance));
        return new Estimate(area, Math.Max(0, area - half), Math.Min(1, area + half), sorted.Length);
    }
}
