namespace StrokeFunctions.Statistics;

/// <summary>
/// The Kullback-Leibler divergence of the current sample from the reference: sum of p ln(p / q) over zero-filled and
/// renormalised bins, as scipy.stats.entropy(p, q), in nats. 0 (equal) or more; not symmetric.
/// </summary>
internal static class KullbackLeibler
{
    /// <summary>The divergence; empty bins are filled first.</summary>
    public static double Divergence(Bins bins)
    {
        var filled = bins.ZeroFilled();
        var referenceSum = filled.Reference.Sum();
        var currentSum = filled.Current.Sum();
        var sum = 0.0;
        for (var i = 0; i < filled.Reference.Length; i++)
        {
            var p = filled.Reference[i] / referenceSum;
            sum += p * Math.Log(p / (filled.Current[i] / currentSum));
        }

        return Math.Max(sum, 0);
    }
}
