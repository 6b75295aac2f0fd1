using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class ExpectedOutcomesTests
{
    [Fact]
    public void Of_SumsUp_ByHand()
    {
        var sums = ExpectedOutcomes.Of([0.5, 0.2, 0.1], [true, false, true], 0.2);

        Assert.Equal((3, 2, 2, 1), (sums.Patients, sums.Strokes, sums.Flagged, sums.FlaggedStrokes));
        Assert.Equal(0.8, sums.Expected, 1e-12);
        Assert.Equal(0.25 + 0.16 + 0.09, sums.Information, 1e-12);
        Assert.Equal((1 / 3.0) + (1 / 9.0) + (1 / 19.0), sums.ExpectedIfHalved, 1e-12);
        Assert.Equal(1 / 0.7, sums.AmongFlagged.Value, 1e-12);
        Assert.Equal(1 / 0.1, sums.AmongOthers.Value, 1e-9);
        var both = sums + sums;
        Assert.Equal(6, both.Patients);
        Assert.Equal(1.6, both.Expected, 1e-12);
    }

    [Theory]
    [InlineData(0, 0, 3.6888794541139363)]
    [InlineData(12, 6.200575, 20.961585)]
    public void ObservedToExpected_HasGarwoodsInterval_OfThePublishedTable(int observed, double low, double high)
    {
        var ratio = (ExpectedOutcomes.None with { Patients = 100, Strokes = observed, Expected = 1 }).ObservedToExpected;

        Assert.Equal(observed, ratio.Value);
        Assert.Equal(low, ratio.Low, 1e-5);
        Assert.Equal(high, ratio.High, 1e-5);
    }

    [Fact]
    public void ObservedToExpected_SaysNothing_WhereNothingIsExpected() =>
        Assert.Equal(new Estimate(1, 0, 10, 0), ExpectedOutcomes.None.ObservedToExpected);
}
