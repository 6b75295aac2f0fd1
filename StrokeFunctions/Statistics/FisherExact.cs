using MathNet.Numerics;

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
}
