using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class OutcomeMiscodingTests
{
    private const int Files = 100;
    private const int Rows = 800;

    [Fact]
    public void Of_FindsHealthyCodedAsStrokes()
    {
        var found = Draw(5, shift: 0, miscoded: 0.03);

        Assert.InRange(found.Count(f => f.Found), 85, Files);
        Assert.InRange(found.Average(f => f.Share), 0.02, 0.04);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.6931471805599453)]
    [InlineData(-0.6931471805599453)]
    public void Of_FindsNothing_WhenStrokesAreMoreOrFewer_ButCodedRightly(double shift) =>
        Assert.InRange(Draw(6, shift, miscoded: 0).Count(f => f.Found), 0, 2);

    [Fact]
    public void Of_FindsNothing_WithoutAStroke() => Assert.False(OutcomeMiscoding.Of([-4, -3], [false, false]).Found);

    private static OutcomeMiscoding[] Draw(int seed, double shift, double miscoded)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Files).Select(_ =>
        {
            var (logOdds, outcomes) = (new double[Rows], new bool[Rows]);
            for (var i = 0; i < Rows; i++)
            {
                logOdds[i] = -4 + (1.6 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
                outcomes[i] = random.NextDouble() < ProbabilityScore.Logistic(logOdds[i] + shift) || random.NextDouble() < miscoded;
            }

            return OutcomeMiscoding.Of(logOdds, outcomes);
        })];
    }
}
