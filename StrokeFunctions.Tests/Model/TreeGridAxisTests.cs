using StrokeFunctions.Model;

namespace StrokeFunctions.Tests.Model;

public sealed class TreeGridAxisTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(1f, 1.0000001f)]
    [InlineData(-3.4e38f, 3.4e38f)]
    [InlineData(0f, 1e-45f)]
    [InlineData(-2f, -1.9999f, 0.1f, 0.2f, 0.3f, 0.3000001f, 7f, 1e9f)]
    public void CountBelow_IsThatOfASearchOneByOne(params float[] thresholds)
    {
        var grid = new ThresholdGrid(thresholds);
        float[] near = [.. thresholds.SelectMany(value => new[] { MathF.BitDecrement(value), value, MathF.BitIncrement(value) })];

        Assert.All(
            [.. near, float.NegativeInfinity, float.PositiveInfinity, 0.25f],
            value => Assert.Equal(thresholds.Count(threshold => threshold < value), grid.CountBelow(value))
        );
    }

    [Fact]
    public void CountBelow_IsThatOfASearchOneByOne_WhenThresholdsAreMany()
    {
        var random = new Random(5);
        float[] thresholds = [.. Enumerable.Range(0, 900).Select(_ => (float)Math.Exp(3 * random.NextDouble())).Distinct().Order()];
        var grid = new ThresholdGrid(thresholds);

        for (var i = 0; i < 20_000; i++)
        {
            var value = i % 2 == 0 ? thresholds[random.Next(thresholds.Length)] : (float)(25 * random.NextDouble() - 2);
            Assert.Equal(thresholds.Count(threshold => threshold < value), grid.CountBelow(value));
        }
    }
}
