using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class LackOfFitTests
{
    private static readonly Recalibration Shifted = new(RecalibrationKind.Intercept, -0.6, 1, null);

    [Fact]
    public void Of_IsWhatAnIndependentProgramSays()
    {
        // The same sums and the incomplete gamma function in Python: 10 groups, 40.41546923976142, p 6.388288e-06.
        var (logOdds, outcomes) = Grid(4000, 7919, l => (l is > -3 and < -1 ? 2.2 : 1) * ProbabilityScore.Logistic(l - 0.7));
        var (reference, referenceOutcomes) = Grid(6000, 7907, ProbabilityScore.Logistic);

        var lack = LackOfFit.Of(logOdds, outcomes, Shifted, reference, referenceOutcomes);

        Assert.Equal((836, 1608, 10), (outcomes.Count(one => one), referenceOutcomes.Count(one => one), lack.Groups));
        Assert.Equal(40.41546923976142, lack.ChiSquared, 1e-9);
        Assert.Equal(6.388288358416538e-06, lack.PValue, 1e-9);
        Assert.True(lack.Found);
    }

    [Fact]
    public void Of_FindsNothing_WhereThereIsOnlyAShift()
    {
        var (logOdds, outcomes) = Grid(4000, 7919, l => ProbabilityScore.Logistic(l - 0.6));
        var (reference, referenceOutcomes) = Grid(6000, 7907, ProbabilityScore.Logistic);

        Assert.InRange(LackOfFit.Of(logOdds, outcomes, Shifted, reference, referenceOutcomes).PValue, 0.05, 1);
    }

    [Fact]
    public void Of_TellsNothing_OfAHandfulOfPatients()
    {
        var (logOdds, outcomes) = Grid(40, 7919, _ => 0.5);

        Assert.Equal(new LackOfFit(0, 0, 1), LackOfFit.Of(logOdds, outcomes, Shifted, logOdds, outcomes));
    }

    /// <summary>Log odds from -6 to 2, and outcomes as often as a risk says, without chance.</summary>
    private static (double[] LogOdds, bool[] Outcomes) Grid(int count, int step, Func<double, double> risk)
    {
        double[] logOdds = [.. Enumerable.Range(0, count).Select(i => -6 + (8 * (i % 1000) / 1000.0))];
        return (logOdds, [.. Enumerable.Range(0, count).Select(i => i * step % 1000 < 1000 * risk(logOdds[i]))]);
    }
}
