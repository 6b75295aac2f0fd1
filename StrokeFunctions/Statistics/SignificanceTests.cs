using MathNet.Numerics;

namespace StrokeFunctions.Statistics;

/// <summary>
/// Chi-square tests of the counts of categories. The statistic is 0 or more; p is its upper tail with k - 1 degrees of freedom.
/// </summary>
internal static class ChiSquare
{
    /// <summary>The least expected count that the chi-square approximation is trusted with (Cochran, 1954).</summary>
    private const double MinExpected = 5;

    /// <summary>
    /// Evidently's test: the reference's shares are taken as exact, expected = reference counts x n_current / n_reference.
    /// A category that the reference lacks gives p = 0.
    /// </summary>
    public static TestResult GoodnessOfFit(Distribution reference, Distribution current)
    {
        foreach (var value in current.Values)
        {
            if (reference.CountOf(value) == 0) return new TestResult(double.PositiveInfinity, 0);
        }

        var statistic = 0.0;
        for (var i = 0; i < reference.Values.Length; i++)
        {
            var expected = (double)reference.Counts[i] * current.Count / reference.Count;
            var difference = current.CountOf(reference.Values[i]) - expected;
            statistic += difference * difference / expected;
        }

        return new TestResult(statistic, UpperTail(statistic, reference.Values.Length - 1));
    }

    /// <summary>
    /// The test that two samples have the same shares (homogeneity), which allows for the chance in both samples.
    /// Categories with fewer than 5 expected rows in either sample are counted as one, so that a rare category raises no false alarm.
    /// </summary>
    public static TestResult Homogeneity(Distribution reference, Distribution current)
    {
        double total = reference.Count + current.Count;
        var smallerShare = Math.Min(reference.Count, current.Count) / total;
        var pooled = Distribution.Merge(reference, current);
        var (statistic, groups) = (0.0, 0);
        var (rareReference, rareCurrent) = (0L, 0L);
        for (var i = 0; i < pooled.Values.Length; i++)
        {
            var (r, c) = (reference.CountOf(pooled.Values[i]), current.CountOf(pooled.Values[i]));
            if ((r + c) * smallerShare < MinExpected)
            {
                rareReference += r;
                rareCurrent += c;
                continue;
            }

            statistic += Term(r, c);
            groups++;
        }

        if ((rareReference + rareCurrent) * smallerShare >= MinExpected)
        {
            statistic += Term(rareReference, rareCurrent);
            groups++;
        }

        return new TestResult(statistic, UpperTail(statistic, groups - 1));

        double Term(double r, double c)
        {
            var (expectedReference, expectedCurrent) = ((r + c) * reference.Count / total, (r + c) * current.Count / total);
            return Square(r - expectedReference) / expectedReference + Square(c - expectedCurrent) / expectedCurrent;
        }
    }

    /// <summary>
    /// P(X >= statistic) for a chi-square variable: the regularised upper incomplete gamma function Q(df/2, x/2). 1 without freedom.
    /// </summary>
    public static double UpperTail(double statistic, int degreesOfFreedom) =>
        degreesOfFreedom < 1 || statistic <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2.0, statistic / 2);

    private static double Square(double x) => x * x;
}

/// <summary>The test of two shares with pooled variance: z is in standard errors, p two-sided.</summary>
internal static class ZTest
{
    /// <summary>
    /// Tests the share of "not the first sorted value" of two samples with at most two distinct values between them, as Evidently does.
    /// </summary>
    public static TestResult Test(Distribution reference, Distribution current)
    {
        var first = reference.Values.IsEmpty ? current.Values[0]
            : current.Values.IsEmpty ? reference.Values[0] : Math.Min(reference.Values[0], current.Values[0]);
        return Test(reference.Count - reference.CountOf(first), reference.Count, current.Count - current.CountOf(first), current.Count);
    }

    /// <summary>Tests hits1 of n1 against hits2 of n2; equal shares of 0 or 1 give p = 1.</summary>
    public static TestResult Test(long hits1, long n1, long hits2, long n2)
    {
        var (share1, share2) = ((double)hits1 / n1, (double)hits2 / n2);
        var pooled = (double)(hits1 + hits2) / (n1 + n2);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / n1) + (1.0 / n2)));
        if (error == 0) return new TestResult(0, 1);
        var z = (share1 - share2) / error;
        return new TestResult(z, SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2)));
    }
}

/// <summary>
/// P-values corrected for how many tests were made at once. Reports use Holm's: at 0.05, the chance of even one false alarm
/// among all columns is at most 5 %, however the columns depend on each other.
/// </summary>
internal static class PValues
{
    /// <summary>Holm's step-down correction (1979): controls the chance of any false alarm. In the order given.</summary>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = new double[pValues.Length];
        var largest = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - i) * pValues[order[i]]));
            adjusted[order[i]] = largest;
        }

        return adjusted;
    }

    private static int[] Ascending(ReadOnlySpan<double> pValues)
    {
        var keys = pValues.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        return order;
    }
}

/// <summary>The outcome of a significance test.</summary>
/// <param name="Statistic">The test's own quantity.</param>
/// <param name="PValue">How likely a statistic at least as extreme is when nothing has changed, 0 to 1.</param>
internal readonly record struct TestResult(double Statistic, double PValue);
