using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class WorkingPointTests
{
    private static readonly double[] Probabilities = [0.02, 0.3, 0.1, 0.05, 0.1];

    [Theory]
    [InlineData(0.3, 0.3, 1)]
    [InlineData(0.16, 0.1, 3)]
    [InlineData(0.13, 0.05, 4)]
    [InlineData(0.01, 0.02, 5)]
    public void Lowest_FlagsAsManyAsKeepThePrecision(double minPrecision, double threshold, int flagged)
    {
        var point = WorkingPoint.Lowest(Probabilities, minPrecision, 1)!;

        Assert.Equal((threshold, flagged / 5.0), (point.Threshold, point.FlaggedShare));
        Assert.True(point.Precision >= minPrecision);
    }

    [Fact]
    public void Lowest_IsNull_WhereNobodyReachesThePrecision() => Assert.Null(WorkingPoint.Lowest(Probabilities, 0.31, 1));

    [Fact]
    public void Lowest_HeedsTheLargestShare()
    {
        Assert.Equal(0.2, WorkingPoint.Lowest(Probabilities, 0.01, 0.5)!.FlaggedShare);
        Assert.Equal(0.6, WorkingPoint.Lowest(Probabilities, 0.01, 0.6)!.FlaggedShare);
    }

    [Fact]
    public void At_IsWhatTheProbabilitiesExpect()
    {
        var point = WorkingPoint.At(0.1, Probabilities);

        Assert.Equal(0.6, point.FlaggedShare, 1e-12);
        Assert.Equal(0.5 / 3, point.Precision, 1e-12);
        Assert.Equal(0.5 / 0.57, point.Recall, 1e-12);
        Assert.Equal(0.4, WorkingPoint.OfShare([0.4, 0.3, 0.2, 0.1], 0.25).Threshold);
    }
}
