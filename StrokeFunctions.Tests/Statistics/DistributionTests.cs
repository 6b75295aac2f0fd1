using System.Text.Json;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class DistributionTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly double[] Values = [3, 1, double.NaN, 3, double.PositiveInfinity, -0.0, 0];

    [Fact]
    public void Of_SortsAndCounts_AndTakesWhatIsNotFiniteAsMissing()
    {
        var distribution = Distribution.Of(Values);

        Assert.Equal([0, 1, 3], distribution.Values.ToArray());
        Assert.Equal([2, 1, 2], distribution.Counts.ToArray());
        Assert.Equal((2, 5, 7), (distribution.Missing, distribution.Count, distribution.Rows));
        Assert.Equal(1.4, distribution.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(1.84), distribution.StandardDeviation, 1e-12);
        Assert.Equal(2, distribution.CountOf(3));
        Assert.Equal(0, distribution.CountOf(2));
    }

    [Fact]
    public void Json_IsCompactAndReadsBackTheSame_WhenIndented()
    {
        var json = JsonSerializer.Serialize(Distribution.Of(Values), Indented);
        var back = JsonSerializer.Deserialize<Distribution>(json)!;

        Assert.Equal(
            """{"values":[0,1,3],"counts":[2,1,2],"missing":2}""",
            json.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)
        );
        Assert.Contains("[0,1,3]", json, StringComparison.Ordinal);
        Assert.Equal([0, 1, 3], back.Values.ToArray());
        Assert.Equal(7, back.Rows);
    }

    [Theory]
    [InlineData("""{"values":[2,1],"counts":[1,1],"missing":0}""")]
    [InlineData("""{"values":[1],"counts":[0],"missing":0}""")]
    [InlineData("""{"values":[1],"counts":[1,1],"missing":0}""")]
    [InlineData("""{"values":[1],"counts":[1],"missing":-1}""")]
    [InlineData("""{"values":["1"],"counts":[1],"missing":0}""")]
    [InlineData("""{"values":[1]}""")]
    [InlineData("[]")]
    public void Json_IsRefused_WhenItIsNoDistribution(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Distribution>(json));

    [Fact]
    public void Merge_HasTheRowsOfBoth()
    {
        var merged = Distribution.Merge(Distribution.Of([1, 2, 2, double.NaN]), Distribution.Of([2, 5]));

        Assert.Equal([1, 2, 5], merged.Values.ToArray());
        Assert.Equal([1, 3, 1], merged.Counts.ToArray());
        Assert.Equal(1, merged.Missing);
    }

    [Fact]
    public void Compress_KeepsRowsMeanAndCumulativeShares_WithinAGroup_AlsoWhereOneValueIsFrequent()
    {
        var random = new Random(1);
        var exact = Distribution.Of([
            .. Enumerable.Range(0, 20_000).Select(i => i % 3 == 0 ? 0.2 : random.NextDouble() * random.NextDouble()),
        ]);

        var small = exact.Compress(512);

        Assert.InRange(small.Values.Length, 300, 512);
        Assert.Equal(exact.Rows, small.Rows);
        Assert.Equal(exact.Mean, small.Mean, 1e-3);
        Assert.InRange(KolmogorovSmirnov.Test(exact, small).Statistic, 0, 1.0 / 512);
        Assert.InRange(Wasserstein.Normed(exact, small), 0, 0.01);
        Assert.Same(small, small.Compress(512));
    }
}
