using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

/// <summary>The significance tests against scipy.</summary>
public class SignificanceTests
{
    [Theory]
    [InlineData(1, 5, 3, 8, 0.5, 0.357142857)]
    [InlineData(1, 100, 11, 110, 0.1, 0.702056982867)]
    public void KolmogorovSmirnov_IsThatOfScipy_OnRangesOfNumbers(int first, int last, int first2, int last2, double statistic, double p)
    {
        var result = KolmogorovSmirnov.Test(Range(first, last), Range(first2, last2));

        Assert.Equal(statistic, result.Statistic, 1e-12);
        Assert.Equal(p, result.PValue, 1e-9);
    }

    [Theory]
    [MemberData(nameof(ScipyCase.Names), MemberType = typeof(ScipyCase))]
    public void KolmogorovSmirnov_IsThatOfScipy(string name)
    {
        var expected = ScipyCase.Named(name);

        var result = KolmogorovSmirnov.Test(expected.ReferenceSample, expected.CurrentSample);

        Assert.Equal(expected.Ks, result.Statistic, 1e-12);
        Assert.Equal(expected.KsP, result.PValue, 1e-9);
    }

    [Fact]
    public void KolmogorovSmirnov_ApproachesItsLimit_WhenSamplesAreLarge()
    {
        // scipy.stats.kstwobign.sf(0.02 * sqrt(20000 * 15000 / 35000))
        var reference = Distribution.From([0, 1], [10_000, 10_000], 0);
        var current = Distribution.From([0, 1], [7_800, 7_200], 0);

        Assert.Equal(0.0021038302274308768, KolmogorovSmirnov.Test(reference, current).PValue, 1e-12);
    }

    [Theory]
    [MemberData(nameof(ScipyCase.Names), MemberType = typeof(ScipyCase))]
    public void ChiSquare_IsThatOfScipy_WhereItsConditionsHold(string name)
    {
        var expected = ScipyCase.Named(name);
        var (reference, current) = (expected.ReferenceSample, expected.CurrentSample);

        if (expected.HomogeneityP is { } homogeneity) Assert.Equal(homogeneity, ChiSquare.Homogeneity(reference, current).PValue, 1e-9);
        if (expected.GoodnessP is { } goodness) Assert.Equal(goodness, ChiSquare.GoodnessOfFit(reference, current).PValue, 1e-9);
    }

    [Fact]
    public void GoodnessOfFit_IsThatOfScipy_OnSixCategories()
    {
        var result = ChiSquare.GoodnessOfFit(
            Distribution.From([0, 1, 2, 3, 4, 5], [16, 18, 16, 14, 12, 12], 0),
            Distribution.From([0, 1, 2, 3, 4, 5], [16, 16, 16, 16, 16, 8], 0)
        );

        Assert.Equal(3.174603, result.Statistic, 1e-6);
        Assert.Equal(0.673088, result.PValue, 1e-6);
    }

    [Fact]
    public void GoodnessOfFit_IsCertainOfDrift_WhenACategoryIsNew() =>
        Assert.Equal(0, ChiSquare.GoodnessOfFit(Distribution.From([0], [99], 0), Distribution.From([0, 1], [99, 1], 0)).PValue);

    [Fact]
    public void Homogeneity_RaisesNoAlarm_WhenTheOnlyDifferenceIsOneRowOfARareCategory() =>
        Assert.InRange(ChiSquare.Homogeneity(
            Distribution.From([0, 1, 2], [2_994, 2_115, 1], 0), Distribution.From([0, 1, 2], [2_994, 2_115, 3], 0)).PValue, 0.95, 1);

    [Fact]
    public void ZTest_IsThatOfScipy_OnTwoShares()
    {
        var result = ZTest.Test(Distribution.From([0, 1], [50, 50], 0), Distribution.From([0, 1], [32, 48], 0));

        Assert.Equal(-1.338632, result.Statistic, 1e-6);
        Assert.Equal(0.180690, result.PValue, 1e-6);
    }

    [Fact]
    public void ZTest_IsThatOfScipy()
    {
        foreach (var z in ScipyCase.Fixture.GetProperty("z").EnumerateArray())
        {
            var result = ZTest.Test(z.GetProperty("hits1").GetInt64(), z.GetProperty("n1").GetInt64(),
                z.GetProperty("hits2").GetInt64(), z.GetProperty("n2").GetInt64());
            Assert.Equal(z.GetProperty("p").GetDouble(), result.PValue, 1e-12);
        }
    }

    [Fact]
    public void UpperTail_IsThatOfScipy()
    {
        foreach (var tail in ScipyCase.Fixture.GetProperty("tails").EnumerateArray())
        {
            var p = ChiSquare.UpperTail(tail.GetProperty("x").GetDouble(), tail.GetProperty("df").GetInt32());
            Assert.Equal(tail.GetProperty("p").GetDouble(), p, 1e-12);
        }
    }

    [Fact]
    public void ZTest_SaysNothing_WhenBothSharesAreZero() => Assert.Equal(1, ZTest.Test(0, 10, 0, 20).PValue);

    [Fact]
    public void Holm_FollowsItsDefinition()
    {
        var p = Doubles("p_values");

        Assert.Equal(Doubles("holm"), PValues.Holm(p), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(PValues.Holm(p).Reverse(), PValues.Holm([.. p.Reverse()]));
    }

    [Theory]
    [InlineData(37)]
    [InlineData(150)]
    public void KolmogorovSmirnov_HasItsLevel_WhenNothingHasChanged(int currentRows)
    {
        var random = new Random(5);
        var alarms = Enumerable.Range(0, 2000).Count(_ => KolmogorovSmirnov.Test(Sample(150), Sample(currentRows)).PValue <= 0.05);

        // 5 % of 2,000 is 100; the standard error is 10. Discreteness only lowers it.
        Assert.InRange(alarms, 40, 135);

        Distribution Sample(int rows) => Distribution.Of([.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())]);
    }

    private static double[] Doubles(string name) => [.. ScipyCase.Fixture.GetProperty(name).EnumerateArray().Select(p => p.GetDouble())];

    private static Distribution Range(int first, int last) =>
        Distribution.Of([.. Enumerable.Range(first, last - first + 1).Select(i => (double)i)]);
}
