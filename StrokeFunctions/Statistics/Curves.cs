namespace StrokeFunctions.Statistics;

/// <summary>The curves that are plotted, and the threshold rule that walks down one of them.</summary>
internal static class Curves
{
    /// <summary>The ROC curve from (0, 0) to (1, 1), a point for each distinct score.</summary>
    public static IReadOnlyList<RocPoint> Roc(RankedOutcomes ranked)
    {
        var steps = ranked.Steps();
        var points = new List<RocPoint>(steps.Count + 1) { new(0, 0, double.PositiveInfinity) };
        if (steps.Count == 0) return points;
        var (positives, negatives) = (Math.Max(1, steps[^1].TruePositives), Math.Max(1, steps[^1].FalsePositives));
        points.AddRange(steps.Select(step =>
            new RocPoint((double)step.FalsePositives / negatives, (double)step.TruePositives / positives, step.Score)));
        return points;
    }

    /// <summary>Precision by recall, a point for each distinct score, from the highest.</summary>
    public static IReadOnlyList<PrecisionRecallPoint> PrecisionRecall(RankedOutcomes ranked)
    {
        var steps = ranked.Steps();
        var positives = steps.Count == 0 ? 1 : Math.Max(1, steps[^1].TruePositives);
        return [.. steps.Select(step => new PrecisionRecallPoint((double)step.TruePositives / positives, step.Precision, step.Score))];
    }

    /// <summary>
    /// The point of largest recall among those whose precision is at least the floor; of equal recall the highest threshold.
    /// Null where no threshold reaches the floor.
    /// </summary>
    public static PrecisionRecallPoint? LargestRecall(RankedOutcomes ranked, double precisionFloor)
    {
        PrecisionRecallPoint? best = null;
        foreach (var point in PrecisionRecall(ranked))
        {
            if (point.Precision >= precisionFloor && point.Recall > (best?.Recall ?? 0)) best = point;
        }

        return best;
    }

    /// <summary>
    /// Decision curve: net benefit of flagging at each threshold t, TP/n - FP/n * t/(1-t), beside that of flagging everyone,
    /// share - (1-share) * t/(1-t) (Vickers and Elkin 2006).
    /// </summary>
    public static IReadOnlyList<NetBenefitPoint> NetBenefit(RankedOutcomes ranked, IReadOnlyList<double> thresholds)
    {
        var steps = ranked.Steps();
        double n = Math.Max(1, ranked.Count);
        var share = steps.Count == 0 ? 0 : steps[^1].TruePositives / n;
        return [.. thresholds.Select(threshold =>
        {
            var odds = threshold / (1 - threshold);
            var flagged = steps.LastOrDefault(step => step.Score >= threshold);
            return new NetBenefitPoint(
                threshold, (flagged.TruePositives / n) - (flagged.FalsePositives / n * odds), share - ((1 - share) * odds));
        })];
    }

    /// <summary>Every k-th point, with the first and the last, so that no more than <paramref name="limit"/> remain.</summary>
    public static IReadOnlyList<T> Thin<T>(IReadOnlyList<T> points, int limit)
    {
        if (points.Count <= limit) return points;
        return [.. Enumerable.Range(0, limit).Select(i => points[(int)((long)i * (points.Count - 1) / (limit - 1))])];
    }
}
