using MathNet.Numerics;

namespace StrokeFunctions.Statistics;

/// <summary>The test of two shares with pooled variance: z is in standard errors, p two-sided.</summary>
internal static class ZTest
{
    /// <summary>Tests the share of "not the first sorted value" of two samples with at most two distinct values between them, as Evidently does.</summary>
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
