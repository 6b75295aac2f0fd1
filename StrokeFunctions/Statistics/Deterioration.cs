using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace StrokeFunctions.Statistics;

/// <summary>
/// Whether a share (recall, precision) has become smaller, one-sided: Fisher's exact test, which keeps its level at every sample size,
/// however small. An improvement never raises an alarm.
/// </summary>
internal static class Deterioration
{
    /// <summary>P(at most this many current hits | all hits of both samples), the one-sided p-value; 1 where a sample is empty.</summary>
    public static double PValue(long referenceHits, long referenceTrials, long currentHits, long currentTrials)
    {
        if (referenceTrials == 0 || currentTrials == 0) return 1;
        var hits = referenceHits + currentHits;
        var total = referenceTrials + currentTrials;
        var all = ChooseLn(total, hits);
        var sum = 0.0;
        for (var k = Math.Max(0, hits - referenceTrials); k <= currentHits; k++)
        {
            sum += Math.Exp(ChooseLn(currentTrials, k) + ChooseLn(referenceTrials, hits - k) - all);
        }

        return Math.Min(1, sum);
    }

    /// <summary>
    /// The power of the test: the chance that it reports at <paramref name="level"/> when the true share has fallen to
    /// <paramref name="trueShare"/>; 0 to 1. Says whether "no deterioration found" means anything.
    /// </summary>
    public static double Power(long referenceHits, long referenceTrials, long currentTrials, double trueShare, double level)
    {
        if (referenceTrials == 0 || currentTrials == 0) return 0;

        // The p-value rises with the number of hits: search for the most hits that still are an alarm.
        long low = -1, high = currentTrials;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (PValue(referenceHits, referenceTrials, middle, currentTrials) <= level) low = middle;
            else high = middle - 1;
        }

        return low < 0 ? 0 : Binomial.CDF(trueShare, (int)currentTrials, low);
    }

    private static double ChooseLn(long n, long k) =>
        k < 0 || k > n ? double.NegativeInfinity
        : SpecialFunctions.GammaLn(n + 1.0) - SpecialFunctions.GammaLn(k + 1.0) - SpecialFunctions.GammaLn(n - k + 1.0);
}
