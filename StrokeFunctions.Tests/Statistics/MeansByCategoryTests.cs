using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class MeansByCategoryTests
{
    [Fact]
    public void Moments_AreThoseOfEachCategory_WithoutRowsThatLackOne()
    {
        var moments = CategoryMoments.Of([0, 0, 2, double.NaN, 2], [1, 3, 5, 7, double.NaN], 3);

        Assert.Equal([new CategoryMoments(2, 2, 1), default, new CategoryMoments(1, 5, 0)], moments);
    }

    [Fact]
    public void Test_IsCochransQ_ByHand()
    {
        CategoryMoments[] before = [new(100, 40, 100), new(200, 60, 50), new(19, 0, 1)];
        CategoryMoments[] now = [new(50, 44, 100), new(100, 60, 50), new(500, 90, 1)];

        var test = MeansByCategory.Test(before, now);

        // Changes of the means over the variances before: 0.04 and 0, with weights 100^2 / (1 + 2) and 50^2 / (0.25 + 0.5).
        const double tilt = 0.04 / 2;
        const double q = 2 * 10_000 / 3.0 * tilt * tilt;
        Assert.Equal(Math.Abs(2 * (0.5 - MathNet.Numerics.Distributions.Normal.CDF(0, 1, Math.Sqrt(q))) + 1), test.PValue, 1e-9);
        Assert.Equal(0, test.Category);
        Assert.Equal(tilt * 100, test.Change, 1e-12);
    }

    [Fact]
    public void Test_FindsNothing_WhereFewerThanTwoCategoriesCanBeCompared() =>
        Assert.Equal(1, MeansByCategory.Test([new(100, 40, 100), new(10, 60, 50)], [new(50, 44, 100), new(10, 60, 50)]).PValue);

    /// <summary>A p-value of nothing is uniform.</summary>
    [Fact]
    public void Test_IsRarelySmall_WhenNothingChanged()
    {
        var (random, small) = (new Random(5), 0);
        for (var trial = 0; trial < 2000; trial++)
        {
            if (MeansByCategory.Test(Draw(random, 2000), Draw(random, 400)).PValue < 0.05) small++;
        }

        Assert.InRange(small, 70, 135);
    }

    private static IReadOnlyList<CategoryMoments> Draw(Random random, int rows)
    {
        double[] categories = [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(3))];
        return CategoryMoments.Of(categories, [.. categories.Select(c => (20 * c) + (random.NextDouble() * 30))], 3);
    }
}
