namespace StrokeFunctions.Statistics;

/// <summary>Whether probabilities mean what they say.</summary>
internal static class Calibration
{
    /// <summary>
    /// Calibration in the large: a of logit(y) = a + logit(p), with a Wald interval; ideal 0. Needs both outcomes.
    /// </summary>
    public static Estimate Intercept(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        var fit = LogisticFit.Fit([], outcomes, LogOdds(probabilities));
        return Wald(fit.Intercept, fit.InterceptError, outcomes.Length);
    }

    /// <summary>b of logit(y) = a + b logit(p), with a Wald interval; ideal 1. Needs both outcomes and varying probabilities.</summary>
    public static Estimate Slope(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        var fit = LogisticFit.Fit([LogOdds(probabilities)], outcomes);
        return Wald(fit.Slopes[0], fit.SlopeErrors[0], outcomes.Length);
    }

    /// <summary>Strokes divided by the sum of the probabilities; ideal 1; 0 where nothing is expected. Weights as in <see cref="ProbabilityScore"/>.</summary>
    public static double ObservedToExpected(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, ReadOnlySpan<int> weights = default)
    {
        double expected = 0;
        long observed = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            expected += weight * probabilities[i];
            if (outcomes[i]) observed += weight;
        }

        return expected == 0 ? 0 : observed / expected;
    }

    /// <summary>Groups of equal size by rising probability, at most <paramref name="groups"/>; fewer where there are fewer patients.</summary>
    public static IReadOnlyList<ReliabilityBin> Reliability(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, int groups)
    {
        var keys = probabilities.ToArray();
        var sorted = outcomes.ToArray();
        Array.Sort(keys, sorted);
        var bins = new List<ReliabilityBin>(groups);
        for (var group = 0; group < groups; group++)
        {
            var from = (int)((long)keys.Length * group / groups);
            var to = (int)((long)keys.Length * (group + 1) / groups);
            if (from == to) continue;
            bins.Add(new ReliabilityBin(keys[from..to].Average(), Wilson.Share(sorted[from..to].Count(stroke => stroke), to - from)));
        }

        return bins;
    }

    private static double[] LogOdds(ReadOnlySpan<double> probabilities)
    {
        var logOdds = new double[probabilities.Length];
        for (var i = 0; i < logOdds.Length; i++) logOdds[i] = ProbabilityScore.Logit(probabilities[i]);
        return logOdds;
    }

    private static Estimate Wald(double value, double error, int n) =>
        new(value, value - (Wilson.Z95 * error), value + (Wilson.Z95 * error), n);
}
