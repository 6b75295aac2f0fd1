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
    public double AreaUnderRocCurve(ReadOnlySpan<int> weights = default)
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
