using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

/// <summary>The scenarios of the benchmark "adapt", short and seeded, on made-up risks like those of real patients: one in twenty has a
/// stroke.</summary>
public class AdaptationTests
{
    private const double MinPrecision = 0.15;
    private const double Threshold = 0.06;
    private static readonly WorkingPointGoal Goal = new(MinPrecision, null, 1);
    private static readonly UnseenFile Learnt = Draw(new Random(1), 0, 5000, 0);
    private static readonly HeldOutCalibration HeldOut = new(Threshold, Learnt.LogOdds, Learnt.Outcomes);
    private static readonly ServingLayer Base = new(OperatingLayer.Base(Threshold), null, Learnt.Expect(OperatingLayer.Base(Threshold)));

    [Fact]
    public void Decide_ChangesNothing_WhenNothingChanged()
    {
        var served = Live(seed: 2, files: 12, rows: 500, _ => 0);

        Assert.All(served, layer => Assert.Equal(Base.Layer, layer));
    }

    [Theory]
    [InlineData(-0.6931471805599453)]
    [InlineData(0.6931471805599453)]
    public void Decide_HoldsThePrecision_WhenEverybodysOddsAreHalvedOrDoubled(double shift)
    {
        var served = Live(seed: 3, files: 10, rows: 1250, file => file < 3 ? 0 : shift);

        var fresh = Draw(new Random(4), 0, 50_000, shift);
        Assert.InRange(fresh.Expect(served[^1]).ObservedToExpected.Value, 0.85, 1.15);
        Assert.InRange(Precision(fresh, served[^1]), MinPrecision - 0.02, MinPrecision + 0.03);
        Assert.NotInRange(Precision(fresh, Base.Layer), MinPrecision - 0.02, MinPrecision + 0.03);
    }

    [Fact]
    public void Decide_GoesBackToTheBase_WhenTheChangeIsUndone()
    {
        var served = Live(seed: 5, files: 16, rows: 1250, file => file is >= 3 and < 8 ? -Math.Log(2) : 0);

        Assert.False(served[7].IsBase);
        Assert.InRange(Math.Abs(served[^1].Intercept), 0, 0.15);
        Assert.InRange(served.Zip(served.Skip(1)).Count(pair => pair.First != pair.Second), 2, 4);
    }

    [Fact]
    public void Decide_NeverUpdates_OnAHandfulOfPatients()
    {
        var served = Live(seed: 6, files: 4, rows: 50, _ => -Math.Log(2));

        Assert.All(served, layer => Assert.Equal(Base.Layer, layer));
    }

    [Fact]
    public void Decide_AsksForTheCodes_WhenMoreStrokesFollowTheRisksLess()
    {
        var random = new Random(7);
        var file = Draw(random, 0, 2000, 0);
        bool[] miscoded = [.. file.Outcomes.Select(stroke => stroke || random.NextDouble() < 0.04)];

        var plan = Adaptation.Decide([file with { Outcomes = miscoded }], Base, HeldOut, Goal);

        Assert.Contains("coded wrongly", Assert.IsType<AskForCodes>(plan).Reason, StringComparison.Ordinal);
        Assert.IsType<UpdateLayer>(Adaptation.Decide([file with { Outcomes = miscoded }], Base, HeldOut, Goal, confirmed: true));
    }

    [Fact]
    public void Decide_TellsThePrice()
    {
        var plan = Adaptation.Decide([Draw(new Random(8), 0, 3000, -Math.Log(2))], Base, HeldOut, Goal);

        var update = Assert.IsType<UpdateLayer>(plan);
        Assert.True(update.Update.GoalReached);
        Assert.True(update.Update.Before.Precision < MinPrecision);
        Assert.InRange(update.Update.After.Precision, MinPrecision - 0.02, MinPrecision + 0.04);
        Assert.True(update.Update.After.Recall < update.Update.Before.Recall);
        Assert.Contains("fewer than the model expects", update.InWords(), StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_FlagsAsManyAsBefore_WhereNoThresholdReachesTheGoal()
    {
        UnseenFile[] files = [Draw(new Random(9), 0, 3000, -Math.Log(2))];

        var update = Assert.IsType<UpdateLayer>(Adaptation.Decide(files, Base, HeldOut, Goal with { MinPrecision = 0.95 })).Update;

        Assert.False(update.GoalReached);
        Assert.Equal(update.Before.FlaggedShare, update.After.FlaggedShare, 0.001);
    }

    [Fact]
    public void Decide_HeedsALiftAndTheLargestFlaggedShare()
    {
        UnseenFile[] doubled = [Draw(new Random(10), 0, 3000, Math.Log(2))];

        var capped = Assert.IsType<UpdateLayer>(Adaptation.Decide(doubled, Base, HeldOut, Goal with { MaxFlaggedShare = 0.2 })).Update;
        var lifted = Assert.IsType<UpdateLayer>(Adaptation.Decide(doubled, Base, HeldOut, Goal with { MinLift = 3 })).Update;

        Assert.InRange(capped.After.FlaggedShare, 0.15, 0.2);
        var share = lifted.After.Precision * lifted.After.FlaggedShare / lifted.After.Recall;
        Assert.InRange(lifted.After.Precision / share, 2.8, 3.4);
    }

    /// <summary>What serves after each file.</summary>
    private static List<OperatingLayer> Live(int seed, int files, int rows, Func<int, double> shift)
    {
        var random = new Random(seed);
        var known = new List<UnseenFile>();
        var serving = Base;
        var served = new List<OperatingLayer>();
        for (var number = 0; number < files; number++)
        {
            known.Insert(0, Draw(random, number, rows, shift(number)));
            if (Adaptation.Decide(known, serving, HeldOut, Goal) is UpdateLayer update)
            {
                var layer = update.Update.Layer;
                var window = update.Window.Select(file => file.Expect(layer)).Aggregate((a, b) => a + b);
                serving = new ServingLayer(layer, update.Window[^1].At, window);
            }

            served.Add(serving.Layer);
        }

        return served;
    }

    private static double Precision(UnseenFile file, OperatingLayer layer)
    {
        var seen = file.Expect(layer);
        return (double)seen.FlaggedStrokes / seen.Flagged;
    }

    private static UnseenFile Draw(Random random, int number, int rows, double shift)
    {
        var (logOdds, outcomes) = (new double[rows], new bool[rows]);
        for (var i = 0; i < rows; i++)
        {
            logOdds[i] = -4 + (1.6 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            outcomes[i] = random.NextDouble() < ProbabilityScore.Logistic(logOdds[i] + shift);
        }

        return new UnseenFile($"{number}.csv", DateTimeOffset.UnixEpoch.AddDays(30 * number), logOdds, outcomes);
    }
}
