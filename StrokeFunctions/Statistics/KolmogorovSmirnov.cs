namespace StrokeFunctions.Statistics;

/// <summary>
/// The two-sample Kolmogorov-Smirnov test: D is the largest difference of the cumulative shares (0 to 1), p is two-sided.
/// Up to <see cref="MaxRowsExact"/> rows p is exact, as scipy.stats.ks_2samp(method="auto"); above, it is Kolmogorov's limit
/// (scipy refines that by a term of order 1/sqrt(n), which is below 1e-3 there). With ties both err to the safe side.
/// </summary>
internal static class KolmogorovSmirnov
{
    /// <summary>The larger sample may have this many rows for an exact p-value.</summary>
    public const int MaxRowsExact = 10_000;

    /// <summary>Tests two samples with at least one value each.</summary>
    public static TestResult Test(Distribution reference, Distribution current)
    {
        var (n, m) = (reference.Count, current.Count);
        var statistic = Statistic(reference, current);
        if (Math.Max(n, m) > MaxRowsExact)
        {
            return new TestResult(statistic, LimitTail(Math.Sqrt((double)n * m / (n + m)) * statistic));
        }

        // D is a multiple of 1/lcm(n, m): h counts in those steps.
        var divisor = GreatestCommonDivisor(n, m);
        var h = (long)Math.Round(statistic * (n / divisor) * m);
        if (h == 0) return new TestResult(statistic, 1);
        var p = n == m ? EqualSizesTail((int)n, (int)h) : UnequalSizesTail(Math.Max(n, m), Math.Min(n, m), divisor, h);
        return new TestResult(statistic, Math.Clamp(p, 0, 1));
    }

    private static double Statistic(Distribution reference, Distribution current)
    {
        var largest = 0.0;
        var (i, j, below, belowCurrent) = (0, 0, 0L, 0L);
        while (i < reference.Values.Length && j < current.Values.Length)
        {
            var (a, b) = (reference.Values[i], current.Values[j]);
            if (a <= b) below += reference.Counts[i++];
            if (b <= a) belowCurrent += current.Counts[j++];
            largest = Math.Max(largest, Math.Abs(((double)below / reference.Count) - ((double)belowCurrent / current.Count)));
        }

        return largest;
    }

    /// <summary>
    /// P(D >= h/n) for two samples of n: 2 (C(2n, n-h) - C(2n, n-2h) + ...) / C(2n, n), by Horner's scheme (Hodges 1957).
    /// </summary>
    private static double EqualSizesTail(int n, int h)
    {
        var p = 0.0;
        for (var k = n / h; k >= 0; k--)
        {
            var term = 1.0;
            for (var j = 0; j < h; j++) term = (n - (k * h) - j) * term / (n + (k * h) + j + 1);
            p = term * (1 - p);
        }

        return 2 * p;
    }

    /// <summary>
    /// P(D >= h/lcm) for samples of m > n: the share of lattice paths from (0, 0) to (m, n) that leave the band
    /// |x/m - y/n| &lt; h/lcm, column by column (Hodges 1957).
    /// </summary>
    private static double UnequalSizesTail(long m, long n, long divisor, long h)
    {
        // Both samples in one order are a path from (0, 0) to (m, n): a step right for a value of the larger, a step up for one of the
        // smaller. If nothing has changed all paths are equally likely, and |x/m - y/n| is the difference of the cumulative shares. So
        // p is the share of paths that leave the band. outside[j] is that share among the paths from (0, 0) to (i, low + j); a
        // path comes to (i, y) from the left in i of i + y cases, else from below, which gives the weights. Points outside the band are
        // 1, and only the band is kept: n + 1 numbers instead of m times n.
        var (mg, ng) = (m / divisor, n / divisor);
        var low = 0L;
        var high = Math.Min(CeilingDivide(h, mg), n + 1);
        var length = high;
        var outside = new double[Math.Min((2 * high) + 2, n + 1)];
        Array.Fill(outside, 1.0);
        Array.Fill(outside, 0.0, 0, (int)high);
        for (var i = 1L; i <= m; i++)
        {
            var (lastLow, lastLength) = (low, length);
            low = Math.Min(Math.Max(FloorDivide((ng * i) - h, mg) + 1, 0), n);
            high = Math.Min(CeilingDivide((ng * i) + h, mg), n + 1);
            // The band is narrower than a step here: every path leaves it.
            if (high <= low) return 1;
            length = high - low;
            // What lies below the lowest point of the column: the axis y = 0 has no neighbour (weight 0), else a point outside the band.
            var value = low == 0 ? 0.0 : 1.0;
            for (var k = 0L; k < length; k++)
            {
                var j = k + low;
                value = ((outside[j - lastLow] * i) + (value * j)) / (i + j);
                outside[k] = value;
            }

            // The next column may reach higher; what it finds there lay outside the band.
            for (var k = length; k < lastLength; k++) outside[k] = 1;
        }

        return outside[length - 1];
    }

    /// <summary>Kolmogorov's limit: P(sqrt(nm/(n+m)) D >= x) = 2 sum over k of (-1)^(k-1) exp(-2 k^2 x^2).</summary>
    private static double LimitTail(double x)
    {
        // Below 0.2 the probability is 1 to 1e-12, and the series needs very many terms.
        if (x < 0.2) return 1;
        var sum = 0.0;
        for (var k = 1; k <= 100; k++)
        {
            var term = Math.Exp(-2.0 * k * k * x * x);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-17) break;
        }

        return Math.Clamp(2 * sum, 0, 1);
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private static long FloorDivide(long a, long b) => (long)Math.Floor((double)a / b);

    private static long CeilingDivide(long a, long b) => (long)Math.Ceiling((double)a / b);
}
