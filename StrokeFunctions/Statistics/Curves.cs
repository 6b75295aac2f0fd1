namespace StrokeFunctions.Statistics;

/// <summary>
/// Outcomes in descending order of score, ties held together: sorted once, O(n log n), then every ranking metric is one pass.
/// A pass can count patients more than once (weights), which makes a bootstrap replicate cost O(n).
/// </summary>
internal sealed class RankedOutcomes
{
    private readonly int[] _order;
    private readonly bool[] _outcomes;
    private readonly bool[] _endsTie;
    private readonly double[] _scores;

    private RankedOutcomes(int[] order, bool[] outcomes, bool[] endsTie, double[] scores)
    {
        _order = order;
        _outcomes = outcomes;
        _endsTie = endsTie;
        _scores = scores;
    }

    /// <summary>Patients.</summary>
    public int Count => _order.Length;

    /// <summary>Sorts. Scores must be numbers.</summary>
    public static RankedOutcomes Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        var keys = new double[scores.Length];
        var order = new int[scores.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (double.IsNaN(scores[i])) throw new ArgumentException($"The score at index {i} is not a number.", nameof(scores));
            keys[i] = -scores[i];
            order[i] = i;
        }

        Array.Sort(keys, order);
        var sorted = new bool[keys.Length];
        var endsTie = new bool[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            sorted[i] = outcomes[order[i]];
            endsTie[i] = i == keys.Length - 1 || keys[i] != keys[i + 1];
            keys[i] = scores[order[i]];
        }

        return new RankedOutcomes(order, sorted, endsTie, keys);
    }

    /// <summary>The steps down the ranking, one for each distinct score: everyone with at least that score is flagged.</summary>
    public IReadOnlyList<RankStep> Steps()
    {
        var steps = new List<RankStep>();
        int truePositives = 0, falsePositives = 0;
        for (var i = 0; i < _order.Length; i++)
        {
            if (_outcomes[i]) truePositives++;
            else falsePositives++;
            if (_endsTie[i]) steps.Add(new RankStep(_scores[i], truePositives, falsePositives));
        }

        return steps;
    }

    /// <summary>
    /// Area under the ROC curve: the chance that a patient with the outcome is ranked above one without it, a tie counting half
    /// (the Mann-Whitney U over the number of pairs). 0.5 where there is only one class.
    /// </summary>
    /// <param name="weights">How often each patient counts, in the order given to <see cref="Of"/>; empty: once.</param>
    public double RocAuc(ReadOnlySpan<int> weights = default)
    {
        double area = 0;
        long positives = 0, negatives = 0, tiedPositives = 0, tiedNegatives = 0;
        for (var i = 0; i < _order.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[_order[i]];
            if (_outcomes[i]) tiedPositives += weight;
            else tiedNegatives += weight;
            if (!_endsTie[i]) continue;
            area += tiedNegatives * (positives + (tiedPositives / 2.0));
            positives += tiedPositives;
            negatives += tiedNegatives;
            tiedPositives = tiedNegatives = 0;
        }

        return positives == 0 || negatives == 0 ? 0.5 : area / positives / negatives;
    }

    /// <summary>
    /// Average precision: sum over the distinct scores, from the highest, of (gain of recall) * precision, without interpolation,
    /// as scikit-learn's <c>average_precision_score</c>. 0 where nobody has the outcome.
    /// </summary>
    /// <param name="weights">How often each patient counts, in the order given to <see cref="Of"/>; empty: once.</param>
    public double AveragePrecision(ReadOnlySpan<int> weights = default)
    {
        double sum = 0;
        long positives = 0, flagged = 0, tiedPositives = 0;
        for (var i = 0; i < _order.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[_order[i]];
            flagged += weight;
            if (_outcomes[i]) tiedPositives += weight;
            if (!_endsTie[i] || tiedPositives == 0) continue;
            positives += tiedPositives;
            sum += (double)tiedPositives * positives / flagged;
            tiedPositives = 0;
        }

        return positives == 0 ? 0 : sum / positives;
    }
}

/// <summary>Everyone with at least a score, flagged.</summary>
/// <param name="Score">The least score that is flagged.</param>
/// <param name="TruePositives">Flagged with the outcome.</param>
/// <param name="FalsePositives">Flagged without it.</param>
internal readonly record struct RankStep(double Score, int TruePositives, int FalsePositives)
{
    /// <summary>TP / (TP + FP).</summary>
    public double Precision => (double)TruePositives / (TruePositives + FalsePositives);
}

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

    /// <summary>
    /// Precision by recall, a point for each distinct score, from the highest. It starts at a recall of 0 and a precision of 1, as
    /// scikit-learn's <c>precision_recall_curve</c>: who flags nobody raises no false alarm.
    /// </summary>
    public static IReadOnlyList<PrecisionRecallPoint> PrecisionRecall(RankedOutcomes ranked)
    {
        var steps = ranked.Steps();
        var positives = steps.Count == 0 ? 1 : Math.Max(1, steps[^1].TruePositives);
        return
        [
            new(0, 1, double.PositiveInfinity),
            .. steps.Select(step => new PrecisionRecallPoint((double)step.TruePositives / positives, step.Precision, step.Score)),
        ];
    }

    /// <summary>
    /// The point of largest recall among those whose precision is at least the floor and that flag no more than a share of the patients;
    /// of equal recall the highest threshold. Null where there is none.
    /// </summary>
    public static PrecisionRecallPoint? MaxRecall(RankedOutcomes ranked, double precisionFloor, double maxFlaggedShare = 1)
    {
        var steps = ranked.Steps();
        RankStep? best = null;
        foreach (var step in steps)
        {
            if (step.TruePositives + step.FalsePositives > maxFlaggedShare * ranked.Count) break;
            if (step.Precision >= precisionFloor && step.TruePositives > (best?.TruePositives ?? 0)) best = step;
        }

        return best is { } point
            ? new PrecisionRecallPoint((double)point.TruePositives / steps[^1].TruePositives, point.Precision, point.Score)
            : null;
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

    /// <summary>
    /// Points at even steps along a curve, with the first and the last, no more than <paramref name="limit"/>: steps of rank would leave
    /// few of them where few patients are flagged, which is where precision is read.
    /// </summary>
    /// <param name="points">In order.</param>
    /// <param name="limit">At least 2.</param>
    /// <param name="position">How far along the curve a point lies; never falls.</param>
    public static IReadOnlyList<T> Evenly<T>(IReadOnlyList<T> points, int limit, Func<T, double> position)
    {
        if (points.Count <= limit) return points;
        var (first, last) = (position(points[0]), position(points[^1]));
        var kept = new List<T>(limit) { points[0] };
        var (at, keptAt) = (0, 0);
        for (var step = 1; step < limit - 1; step++)
        {
            var wanted = first + ((last - first) * step / (limit - 1));
            while (at < points.Count - 1 && position(points[at]) < wanted) at++;
            if (at == keptAt || at == points.Count - 1) continue;
            kept.Add(points[at]);
            keptAt = at;
        }

        kept.Add(points[^1]);
        return kept;
    }
}

/// <summary>A point of the receiver operating characteristic.</summary>
/// <param name="FalsePositiveRate">Share of those without a stroke that are flagged, 0 to 1.</param>
/// <param name="Recall">Share of the strokes that are flagged, 0 to 1.</param>
/// <param name="Threshold">Flagged are those with at least this score; infinite at the origin.</param>
internal sealed record RocPoint(double FalsePositiveRate, double Recall, double Threshold);

/// <summary>A point of the precision-recall curve.</summary>
/// <param name="Recall">Share of the strokes that are flagged, 0 to 1.</param>
/// <param name="Precision">Share of the flagged that had a stroke, 0 to 1.</param>
/// <param name="Threshold">Flagged are those with at least this score; infinite at the start.</param>
internal sealed record PrecisionRecallPoint(double Recall, double Precision, double Threshold);

/// <summary>A group of patients with similar probabilities.</summary>
/// <param name="MeanProbability">Mean of their probabilities.</param>
/// <param name="Observed">Share of them who had a stroke, with a Wilson interval.</param>
internal sealed record ReliabilityBin(double MeanProbability, Estimate Observed);

/// <summary>A point of the decision curve (Vickers and Elkin 2006).</summary>
/// <param name="Threshold">The probability at which a patient is treated.</param>
/// <param name="Model">Net benefit of treating whom the model flags: TP/n - FP/n * t/(1-t).</param>
/// <param name="TreatAll">Net benefit of treating everyone. Treating no one has a net benefit of 0.</param>
internal sealed record NetBenefitPoint(double Threshold, double Model, double TreatAll);
