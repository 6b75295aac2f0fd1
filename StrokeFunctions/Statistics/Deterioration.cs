using MathNet.Numerics.Distributions;

namespace StrokeFunctions.Statistics;

/// <summary>Whether a share (recall, precision) has become smaller, by <see cref="FisherExact"/>: what such a test can find.</summary>
internal static class Deterioration
{
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
            if (FisherExact.Less(middle, currentTrials, referenceHits, referenceTrials) <= level) low = middle;
            else high = middle - 1;
        }

        return low < 0 ? 0 : Binomial.CDF(trueShare, currentTrials, low);
    }
}
