namespace StrokeFunctions.Statistics;

/// <summary>Wilson's score interval of a share (1927), without continuity correction.</summary>
internal static class Wilson
{
    /// <summary>The 0.975 quantile of the normal distribution, for 95 % intervals.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>The share with its 95 % interval; of nothing, 0 with the interval 0 to 1.</summary>
    public static Estimate Share(int successes, int trials) => Share(successes, trials, trials);

    /// <summary>The share of expected, so not whole, numbers.</summary>
    /// <param name="successes">At least 0, and no more than the trials.</param>
    /// <param name="trials">Of nothing, the share is 0 with the interval 0 to 1.</param>
    /// <param name="n">How many patients it rests on.</param>
    public static Estimate Share(double successes, double trials, int n)
    {
        if (trials <= 0) return new Estimate(0, 0, 1, n);
        var share = successes / trials;
        const double z2 = Z95 * Z95;
        var centre = (share + (z2 / (2 * trials))) / (1 + (z2 / trials));
        var half = Z95 * Math.Sqrt((share * (1 - share) / trials) + (z2 / (4 * trials * trials))) / (1 + (z2 / trials));
        return new Estimate(
            share,
            successes == 0 ? 0 : Math.Max(0, centre - half),
            successes == trials ? 1 : Math.Min(1, centre + half),
            n
        );
    }
}

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

/// <summary>A measured number with its 95 % interval.</summary>
/// <param name="Value">The number itself, measured on all patients.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="N">How many patients it rests on: for recall those with a stroke, for precision the flagged.</param>
internal sealed record Estimate(double Value, double Low, double High, int N);
