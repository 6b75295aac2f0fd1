using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class FisherExactTests
{
    // scipy.stats.fisher_exact(table, alternative="less")
    [Theory]
    [InlineData(1, 9, 11, 14, 0.0024902409476376362)]
    [InlineData(8, 10, 1, 6, 0.9991258741258742)]
    [InlineData(30, 50, 197, 249, 0.004551077057759292)]
    public void Less_AgreesWithScipy(int successes, int trials, int otherSuccesses, int otherTrials, double expected) =>
        Assert.Equal(expected, FisherExact.Less(successes, trials, otherSuccesses, otherTrials), 1e-9);
}
