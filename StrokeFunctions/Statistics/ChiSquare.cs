using MathNet.Numerics;

namespace StrokeFunctions.Statistics;

/// <summary>Chi-square tests of the counts of categories. The statistic is 0 or more; p is its upper tail with k - 1 degrees of freedom.</summary>
internal static class ChiSquare
{
    /// <summary>The least expected count that the chi-square approximation is trusted with (Cochran, 1954).</summary>
    private const double LeastExpected = 5;

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
            if ((r + c) * smallerShare < LeastExpected)
            {
                rareReference += r;
                rareCurrent += c;
                continue;
            }

            statistic += Term(r, c);
            groups++;
        }

        if ((rareReference + rareCurrent) * smallerShare >= LeastExpected)
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

    /// <summary>P(X >= statistic) for a chi-square variable: the regularised upper incomplete gamma function Q(df/2, x/2). 1 without freedom.</summary>
    public static double UpperTail(double statistic, int degreesOfFreedom) =>
        degreesOfFreedom < 1 || statistic <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2.0, statistic / 2);

    private static double Square(double x) => x * x;
}
