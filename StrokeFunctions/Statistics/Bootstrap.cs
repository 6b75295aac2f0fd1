namespace StrokeFunctions.Statistics;

/// <summary>
/// Patient bootstrap: n patients are drawn with replacement, again and again, and the metrics taken of each drawing; the 2.5 % and
/// 97.5 % quantiles bound the interval (Efron's percentile interval). A drawing is a count by patient, so nothing is copied or sorted.
/// </summary>
internal static class Bootstrap
{
    /// <summary>Writes the metrics of one drawing.</summary>
    /// <param name="weights">How often each patient was drawn.</param>
    /// <param name="metrics">Where they go.</param>
    public delegate void Metrics(ReadOnlySpan<int> weights, Span<double> metrics);

    /// <summary>Every drawing's metrics: <c>[metric][replicate]</c>. The same seed gives the same drawings.</summary>
    public static double[][] Replicates(int patients, int metrics, int replicates, int seed, Metrics measure)
    {
        var values = new double[metrics][];
        for (var m = 0; m < metrics; m++) values[m] = new double[replicates];
        var random = new Random(seed);
        var weights = new int[patients];
        Span<double> drawn = stackalloc double[metrics];
        for (var r = 0; r < replicates; r++)
        {
            Array.Clear(weights);
            for (var i = 0; i < patients; i++) weights[random.Next(patients)]++;
            measure(weights, drawn);
            for (var m = 0; m < metrics; m++) values[m][r] = drawn[m];
        }

        return values;
    }

    /// <summary>The value with the interval of its replicates.</summary>
    public static Estimate Interval(double value, double[] replicates, int patients)
    {
        var sorted = (double[])replicates.Clone();
        Array.Sort(sorted);
        return new Estimate(value, Quantile(sorted, 0.025), Quantile(sorted, 0.975), patients);
    }

    /// <summary>Quantile of sorted values by linear interpolation (type 7 of Hyndman and Fan, numpy's default).</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
