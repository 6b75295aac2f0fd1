using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

/// <summary>Golden numbers from a plain Newton's method in Python, with the chi-square tails in closed form (exp and erfc).</summary>
public class RecalibrationTests
{
    private const int Patients = 600;
    private static readonly double[] LogOdds = [.. Enumerable.Range(0, Patients).Select(i => -5 + (6.0 * i / (Patients - 1)))];

    [Fact]
    public void Choose_ChangesNothing_WhenNothingCanBeShown()
    {
        var chosen = Recalibration.Choose(LogOdds, Outcomes(0, 1));

        Assert.Equal((RecalibrationKind.None, 0, 1), (chosen.Kind, chosen.Intercept, chosen.Slope));
        Assert.Equal(1.0051574157424097, chosen.FittedSlope!.Value, 1e-6);
    }

    [Fact]
    public void Choose_MovesTheInterceptAlone_WhenEverybodysOddsChanged()
    {
        var chosen = Recalibration.Choose(LogOdds, Outcomes(-0.9, 1));

        Assert.Equal((RecalibrationKind.Intercept, 1.0), (chosen.Kind, chosen.Slope));
        Assert.Equal(-0.8902582835833156, chosen.Intercept, 1e-6);
    }

    [Fact]
    public void Choose_BendsTheSlope_WhenRisksAreTooFarApart()
    {
        var chosen = Recalibration.Choose(LogOdds, Outcomes(0, 0.55));

        Assert.Equal(RecalibrationKind.Slope, chosen.Kind);
        Assert.Equal(0.02332493809997266, chosen.Intercept, 1e-6);
        Assert.Equal(0.5767519069288105, chosen.Slope, 1e-6);
    }

    [Fact]
    public void Choose_NeverBendsTheSlope_WhenTheStrokesAreFewerThanFifty()
    {
        bool[] few = Outcomes(0, 0.55);
        var strokes = 0;
        for (var i = few.Length - 1; i >= 0; i--) few[i] &= ++strokes <= 500 && few[..(i + 1)].Count(stroke => stroke) % 4 == 0;
        Assert.InRange(few.Count(stroke => stroke), 10, Recalibration.MinStrokesForSlope - 1);

        var chosen = Recalibration.Choose(LogOdds, few);

        Assert.Equal((RecalibrationKind.Intercept, 1.0, null), (chosen.Kind, chosen.Slope, chosen.FittedSlope));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Choose_ChangesNothing_WhenAllHaveOneOutcome(bool stroke) =>
        Assert.Equal(Recalibration.Unchanged, Recalibration.Choose(LogOdds, [.. Enumerable.Repeat(stroke, Patients)]));

    [Fact]
    public void Choose_RarelyChangesAnything_WhenNothingChanged()
    {
        const int windows = 400;
        var random = new Random(1);

        var changed = Enumerable
            .Range(0, windows)
            .Count(_ =>
                Recalibration.Choose(LogOdds, Array.ConvertAll(LogOdds, l => random.NextDouble() < ProbabilityScore.Logistic(l))).Kind
                != RecalibrationKind.None
            );

        // 5 % of 400 is 20; the standard error is 4.4.
        Assert.InRange(changed, 7, 33);
    }

    /// <summary>Draws without chance: van der Corput's sequence against each probability.</summary>
    private static bool[] Outcomes(double intercept, double slope) =>
        [.. LogOdds.Select((l, i) => VanDerCorput(i * 7919 % 10007) < ProbabilityScore.Logistic(intercept + (slope * l)))];

    private static double VanDerCorput(int index)
    {
        double value = 0, digit = 0.5;
        for (var k = index + 1; k > 0; k >>= 1, digit /= 2) value += digit * (k & 1);
        return value;
    }
}
