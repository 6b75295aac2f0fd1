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
        return new Estimate(share, successes == 0 ? 0 : Math.Max(0, centre - half), successes == trials ? 1 : Math.Min(1, centre + half), n);
    }
}
