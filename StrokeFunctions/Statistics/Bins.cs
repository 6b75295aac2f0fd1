namespace StrokeFunctions.Statistics;

/// <summary>
/// The shares of two samples in the same bins, as Evidently cuts them: a number with more than
/// <see cref="MostDistinctUncut"/> distinct reference values in equal widths by Sturges' rule on both samples together,
/// everything else in one bin per distinct value of either.
/// </summary>
/// <param name="Edges">The k + 1 edges, the last bin closed on both sides; null if each bin is one value.</param>
/// <param name="Labels">The lower edge, or the one value, of each bin.</param>
/// <param name="Reference">The share of the reference in each bin; sums to 1.</param>
/// <param name="Current">The share of the current sample in each bin; sums to 1.</param>
internal sealed record Bins(double[]? Edges, double[] Labels, double[] Reference, double[] Current)
{
    /// <summary>The most distinct reference values that a number may have and not be cut.</summary>
    public const int MostDistinctUncut = 20;

    /// <summary>A smallest share at or below this fills empty bins with a millionth of itself; a larger one with this.</summary>
    private const double SmallShare = 1e-4;

    /// <summary>Bins two samples, both with at least one value.</summary>
    public static Bins Of(Distribution reference, Distribution current, bool isNumeric)
    {
        var pooled = Distribution.Merge(reference, current);
        if (!isNumeric || reference.Values.Length <= MostDistinctUncut)
        {
            var values = pooled.Values.ToArray();
            return new Bins(null, values, Array.ConvertAll(values, v => (double)reference.CountOf(v) / reference.Count),
                Array.ConvertAll(values, v => (double)current.CountOf(v) / current.Count));
        }

        var edges = SturgesEdges(pooled);
        return new Bins(edges, edges[..^1], Shares(reference, edges), Shares(current, edges));
    }

    /// <summary>The shares with empty bins filled (smallest share / 1e6 if that is at most 1e-4, else 1e-4), so that logarithms exist.</summary>
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
