namespace StrokeFunctions.Statistics;

/// <summary>
/// The Jensen-Shannon distance of two binned samples: sqrt(KL(p, m)/2 + KL(q, m)/2) with m = (p + q)/2, natural logarithm,
/// as scipy.spatial.distance.jensenshannon. 0 (equal) to sqrt(ln 2) = 0.8326 (nothing in common).
/// </summary>
internal static class JensenShannon
{
    /// <summary>The distance, on the bins as they are: empty ones need no filling.</summary>
    public static double Distance(Bins bins)
    {
        var divergence = 0.0;
        for (var i = 0; i < bins.Reference.Length; i++)
        {
            var middle = (bins.Reference[i] + bins.Current[i]) / 2;
            divergence += Term(bins.Reference[i], middle) + Term(bins.Current[i], middle);
        }

        // Rounding can leave a sum of terms just below zero for equal samples.
        return Math.Sqrt(Math.Max(divergence, 0) / 2);
    }

    private static double Term(double share, double middle) => share == 0 ? 0 : share * Math.Log(share / middle);
}

/// <summary>
/// The population stability index of two binned samples: sum of (p - q) ln(p / q) over zero-filled bins. 0 (equal) or more;
/// credit scoring reads under 0.1 as stable and over 0.25 as shifted (Siddiqi, 2006).
/// </summary>
internal static class Psi
{
    /// <summary>The index; empty bins are filled first.</summary>
    public static double Index(Bins bins)
    {
        var filled = bins.ZeroFilled();
        var sum = 0.0;
        for (var i = 0; i < filled.Reference.Length; i++)
        {
            sum += (filled.Reference[i] - filled.Current[i]) * Math.Log(filled.Reference[i] / filled.Current[i]);
        }

        return sum;
    }
}

/// <summary>
/// The first Wasserstein (earth mover's) distance of two samples of numbers: the area between their cumulative shares,
/// that is, how far the average row must move, in the column's unit. 0 or more.
/// </summary>
internal static class Wasserstein
{
    /// <summary>The least standard deviation that <see cref="Normed"/> divides by, as in Evidently.</summary>
    private const double MinDeviation = 0.001;

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

    /// <summary>
    /// The distance in standard deviations of the reference (divisor n, at least 0.001): Evidently's "Wasserstein distance (normed)".
    /// </summary>
    public static double Normed(Distribution reference, Distribution current) =>
        Distance(reference, current) / Math.Max(reference.StandardDeviation, MinDeviation);
}

/// <summary>
/// The shares of two samples in the same bins, as Evidently cuts them: a number with more than
/// <see cref="MaxDistinctUncut"/> distinct reference values in equal widths by Sturges' rule on both samples together,
/// everything else in one bin per distinct value of either.
/// </summary>
/// <param name="Edges">The k + 1 edges, the last bin closed on both sides; null if each bin is one value.</param>
/// <param name="Labels">The lower edge, or the one value, of each bin.</param>
/// <param name="Reference">The share of the reference in each bin; sums to 1.</param>
/// <param name="Current">The share of the current sample in each bin; sums to 1.</param>
internal sealed record Bins(double[]? Edges, double[] Labels, double[] Reference, double[] Current)
{
    /// <summary>The most distinct reference values that a number may have and not be cut.</summary>
    public const int MaxDistinctUncut = 20;

    /// <summary>A smallest share at or below this fills empty bins with a millionth of itself; a larger one with this.</summary>
    private const double SmallShare = 1e-4;

    /// <summary>Bins two samples, both with at least one value.</summary>
    public static Bins Of(Distribution reference, Distribution current, bool isNumeric)
    {
        var pooled = Distribution.Merge(reference, current);
        if (!isNumeric || reference.Values.Length <= MaxDistinctUncut)
        {
            var values = pooled.Values.ToArray();
            return new Bins(null, values, Array.ConvertAll(values, v => (double)reference.CountOf(v) / reference.Count),
                Array.ConvertAll(values, v => (double)current.CountOf(v) / current.Count));
        }

        var edges = SturgesEdges(pooled);
        return new Bins(edges, edges[..^1], Shares(reference, edges), Shares(current, edges));
    }

    /// <summary>
    /// The shares with empty bins filled (smallest share / 1e6 if that is at most 1e-4, else 1e-4), so that logarithms exist.
    /// </summary>
    public Bins ZeroFilled() => this with { Reference = Fill(Reference), Current = Fill(Current) };

    /// <summary>k = ceil(log2 N + 1) equal widths from the smallest to the largest value.</summary>
    private static double[] SturgesEdges(Distribution pooled)
    {
        var first = pooled.Values[0];
        var last = pooled.Values[^1];
        var bins = (int)Math.Ceiling(Math.Log2(pooled.Count) + 1);
        var step = (last - first) / bins;
        var edges = new double[bins + 1];
        for (var i = 0; i < bins; i++) edges[i] = (i * step) + first;
        edges[bins] = last;
        return edges;
    }

    private static double[] Shares(Distribution sample, double[] edges)
    {
        var shares = new double[edges.Length - 1];
        var bin = 0;
        for (var i = 0; i < sample.Values.Length; i++)
        {
            while (bin < shares.Length - 1 && sample.Values[i] >= edges[bin + 1]) bin++;
            shares[bin] += sample.Counts[i];
        }

        for (var i = 0; i < shares.Length; i++) shares[i] /= sample.Count;
        return shares;
    }

    private static double[] Fill(double[] shares)
    {
        var smallest = shares.Where(s => s > 0).Min();
        var fill = smallest <= SmallShare ? smallest / 1e6 : SmallShare;
        return Array.ConvertAll(shares, s => s == 0 ? fill : s);
    }
}
