using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class CalibrationChangeTests
{
    /// <summary>As many as stroke.csv has: 249 strokes, of which 212 are information.</summary>
    private static readonly ExpectedOutcomes Reference = Expected(5110, 249, 249, 212);

    [Fact]
    public void Of_IsTheScoreTest_ByHand()
    {
        var change = CalibrationChange.Of([Expected(500, 12, 24, 20)], Reference);

        Assert.Equal(-0.6, change.Intercept, 1e-12);
        Assert.Equal(0.36 / ((1 / 20.0) + (1 / 212.0)), change.ZSquared, 1e-12);
        Assert.False(change.Found);
    }

    [Fact]
    public void Of_JoinsFiles_UntilTheChangeShows_AndDatesIt()
    {
        var halved = Expected(500, 12, 24, 20);
        var before = Expected(500, 24, 24, 20);

        var change = CalibrationChange.Of([halved, halved, before, before], Reference);

        Assert.Equal((true, 2, 24), (change.Found, change.Files, change.Window.Strokes));
        Assert.Equal(0.5, change.Window.ObservedToExpected.Value);
        Assert.True(CalibrationChange.Of([Expected(1000, 96, 48, 40)], Reference) is { Found: true, Intercept: > 0 });
    }

    [Fact]
    public void Of_FindsNothing_InFilesTooSmall()
    {
        var change = CalibrationChange.Of([Expected(50, 9, 2.4, 2)], Reference);

        Assert.Equal((false, 0), (change.Found, change.ZSquared));
        Assert.Equal(0, change.Power);
        Assert.True(change.MorePatients > 500);
    }

    [Fact]
    public void Of_TellsNoChange_ThatMattersToNobody() =>
        Assert.False(CalibrationChange.Of([Expected(100_000, 4100, 4800, 4000)], Expected(1_000_000, 48_000, 48_000, 40_000)).Found);

    [Fact]
    public void Of_RarelyAlarms_WhenNothingChanged()
    {
        // A year of monthly files; the reference is drawn anew each time, so that its own error counts.
        const int years = 300;
        var random = new Random(2);
        var alarms = 0;
        for (var year = 0; year < years; year++)
        {
            var (error, reference) = Calibrated(random, 5000);
            var files = new List<ExpectedOutcomes>();
            var alarm = false;
            for (var month = 0; month < CalibrationChange.MaxFiles; month++)
            {
                files.Insert(0, Draw(random, 500, 0, error));
                alarm |= CalibrationChange.Of(files, reference).Found;
            }

            if (alarm) alarms++;
        }

        // 5 to 7 % of 300 are 15 to 21.
        Assert.InRange(alarms, 5, 33);
    }

    [Theory]
    [InlineData(-0.6931471805599453)]
    [InlineData(0.6931471805599453)]
    public void Of_FindsHalvedAndDoubledOdds_AboutAsOftenAsItsPowerSays(double shift)
    {
        const int trials = 300;
        var random = new Random(3);
        var (found, power) = (0, 0.0);
        for (var trial = 0; trial < trials; trial++)
        {
            var (error, reference) = Calibrated(random, 5000);
            var change = CalibrationChange.Of([Draw(random, 700, shift, error)], reference);
            if (change.Found) found++;
            power += change.Power / trials;
        }

        // Doubled odds are found more often than halved ones, of which the power speaks.
        Assert.InRange((double)found / trials, power - 0.09, shift < 0 ? power + 0.09 : 1);
    }

    [Fact]
    public void MorePatients_AreEnough_WhenTheyHaveCome()
    {
        var file = Draw(new Random(4), 300, 0, 0);
        var more = CalibrationChange.Of([file], Reference).MorePatients;
        var factor = (300 + more) / 300.0;

        var enough = CalibrationChange.Of([Times(file, factor)], Reference);

        Assert.InRange(enough.Power, CalibrationChange.EnoughPower - 0.001, 0.83);
        Assert.Equal(0, CalibrationChange.Of([Times(file, factor * 1.01)], Reference).MorePatients);
        Assert.Equal(-1, CalibrationChange.Of([file], Expected(200, 10, 10, 8)).MorePatients);
        Assert.InRange(CalibrationChange.Of([], Reference).MorePatients, 300, 5000);
    }

    private static ExpectedOutcomes Times(ExpectedOutcomes e, double factor) => new(
        (int)Math.Round(e.Patients * factor), (int)Math.Round(e.Strokes * factor), e.Expected * factor, e.Information * factor, 0, 0, 0,
        e.ExpectedIfHalved * factor, e.InformationIfHalved * factor);

    private static ExpectedOutcomes Expected(int patients, int strokes, double expected, double information) =>
        new(patients, strokes, expected, information, 0, 0, 0, expected * 0.53, information * 0.56);

    /// <summary>A model whose intercept was fitted on so many patients: its error, and those patients.</summary>
    private static (double Error, ExpectedOutcomes Reference) Calibrated(Random random, int patients)
    {
        var raw = Draw(random, patients, 0, 0);
        return ((raw.Strokes - raw.Expected) / raw.Information, raw);
    }

    /// <summary>Patients with risks like those of stroke.csv; what the model says of them is off by an error of its log odds.</summary>
    private static ExpectedOutcomes Draw(Random random, int patients, double shift, double error)
    {
        var (probabilities, outcomes) = (new double[patients], new bool[patients]);
        for (var i = 0; i < patients; i++)
        {
            var l = -4 + (1.6 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            probabilities[i] = ProbabilityScore.Logistic(l + error);
            outcomes[i] = random.NextDouble() < ProbabilityScore.Logistic(l + shift);
        }

        return ExpectedOutcomes.Of(probabilities, outcomes, 0.1);
    }
}
