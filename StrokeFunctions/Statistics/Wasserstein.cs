namespace StrokeFunctions.Statistics;

/// <summary>
/// The first Wasserstein (earth mover's) distance of two samples of numbers: the area between their cumulative shares,
/// that is, how far the average row must move, in the column's unit. 0 or more.
/// </summary>
internal static class Wasserstein
{
    /// <summary>The least standard deviation that <see cref="Normed"/> divides by, as in Evidently.</summary>
    private const double LeastDeviation = 0.001;

    /// <summary>The distance in the column's unit.</summary>
    public static double Distance(Distribution reference, Distribution current)
    {
        var area = 0.0;
        var (i, j, below, belowCurrent) = (0, 0, 0L, 0L);
        var previous = double.NaN;
        while (i < reference.Values.Length || j < current.Values.Length)
        {
            var a = i < reference.Values.Length ? reference.Values[i] : double.PositiveInfinity;
            var b = j < current.Values.Length ? current.Values[j] : double.PositiveInfinity;
            var value = Math.Min(a, b);
            if (below + belowCurrent > 0)
            {
                area += Math.Abs(((double)below / reference.Count) - ((double)belowCurrent / current.Count)) * (value - previous);
            }

            if (a == value) below += reference.Counts[i++];
            if (b == value) belowCurrent += current.Counts[j++];
            previous = value;
        }

        return area;
    }

    /// <summary>The distance in standard deviations of the reference (divisor n, at least 0.001): Evidently's "Wasserstein distance (normed)".</summary>
    public static double Normed(Distribution reference, Distribution current) =>
        Distance(reference, current) / Math.Max(reference.StandardDeviation, LeastDeviation);
}
