namespace StrokeFunctions.Statistics;

/// <summary>Wilson's score interval of a share (1927), without continuity correction.</summary>
internal static class Wilson
{
    /// <summary>The 0.975 quantile of the normal distribution, for 95 % intervals.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>The share with its 95 % interval; of nothing, 0 with the interval 0 to 1.</summary>
    public static Estimate Share(int successes, int trials)
    {
        if (trials == 0) return new Estimate(0, 0, 1, 0);
        double n = trials;
        var share = successes / n;
        const double z2 = Z95 * Z95;
        var centre = (share + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = Z95 * Math.Sqrt((share * (1 - share) / n) + (z2 / (4 * n * n))) / (1 + (z2 / n));
        return new Estimate(share, successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half, trials);
    }
}
