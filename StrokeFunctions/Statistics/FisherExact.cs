using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace StrokeFunctions.Statistics;

/// <summary>Fisher's exact test of two shares (1935), one-sided: holds its level at every sample size.</summary>
internal static class FisherExact
{
    /// <summary>The chance, were both shares alike, that the first sample has as few successes as it has, or fewer.</summary>
    public static double Less(int successes, int trials, int otherSuccesses, int otherTrials)
    {
        var all = trials + otherTrials;
        var allSuccesses = successes + otherSuccesses;
        double sum = 0;
        for (var k = Math.Max(0, allSuccesses - otherTrials); k <= successes; k++)
        {
            sum += Math.Exp(
                SpecialFunctions.BinomialLn(allSuccesses, k)
                + SpecialFunctions.BinomialLn(all - allSuccesses, trials - k)
                - SpecialFunctions.BinomialLn(all, trials));
        }

        return Math.Min(1, sum);
    }

    /// <summary>
    /// The power of the test: the chance that it reports at <paramref name="level"/> when the true share has fallen to
    /// <paramref name="trueShare"/>; exact, 0 to 1. Says whether "no deterioration found" means anything.
    /// </summary>
    public static double Power(int referenceHits, int referenceTrials, int currentTrials, double trueShare, double level)
    {
        if (referenceTrials == 0 || currentTrials == 0) return 0;

        // The p-value rises with the number of hits: search for the most hits that still are an alarm.
        var (low, high) = (-1, currentTrials);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (Less(middle, currentTrials, referenceHits, referenceTrials) <= level) low = middle;
            else high = middle - 1;
        }

        return low < 0 ? 0 : Binomial.CDF(trueShare, currentTrials, low);
    }
}
