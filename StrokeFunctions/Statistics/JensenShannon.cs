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
