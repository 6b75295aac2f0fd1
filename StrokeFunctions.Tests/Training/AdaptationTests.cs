using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

/// <summary>The rules one by one, on made-up risks like those of real patients: one in twenty has a stroke. The nine scenarios are
/// <see cref="ScenarioTests"/>.</summary>
public class AdaptationTests
{
    private const double MinPrecision = 0.15;
    private const double Threshold = 0.06;
    private static readonly WorkingPointGoal Goal = new(MinPrecision, null, 1);
    private static readonly UnseenFile Learnt = Draw(new Random(1), 0, 5000, 0);
    private static readonly HeldOutCalibration HeldOut = new(Threshold, Learnt.LogOdds, Learnt.Outcomes);
    private static readonly ServingLayer Base = new(OperatingLayer.Base(Threshold), null, Learnt.Expect(OperatingLayer.Base(Threshold)));

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
    public void Decide_AsksForATraining_WhenNoInterceptAndSlopeMakesTheRisksRight()
    {
        // Whoever was at a middling risk has eight times the odds by now; the likeliest and the least likely have what they had.
        var random = new Random(11);
        var bent = Draw(random, 0, 5000, 0);
        bent = bent with
        {
            Outcomes = [.. bent.LogOdds.Select(l =>
                random.NextDouble() < ProbabilityScore.Logistic(l is > -4 and < -2.5 ? l + Math.Log(8) : l))],
        };

        var plan = Adaptation.Decide([bent], Base, HeldOut, Goal, confirmed: true);

        Assert.IsType<UpdateLayer>(plan);
        Assert.Contains("groups of like risk", plan.Failure!.Reason, StringComparison.Ordinal);
        Assert.Equal(bent.At, plan.Failure.Since);
    }

    [Fact]
    public void Decide_AsksForATraining_WhenStrokesHardlyFollowTheRisksAnyMore()
    {
        var random = new Random(12);
        var file = Draw(random, 0, 5000, 0);
        file = file with { Outcomes = [.. file.LogOdds.Select(_ => random.NextDouble() < 0.12)] };

        var plan = Adaptation.Decide([file], Base, HeldOut, Goal, confirmed: true);

        Assert.Contains("hardly follow", plan.Failure!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_AsksForATraining_WhenStrokesChangeAgainAfterAnUpdate_AndNotWhenTheBaseHoldsAgain()
    {
        var random = new Random(13);
        var first = Draw(random, 0, 2000, -Math.Log(2));
        var update = Assert.IsType<UpdateLayer>(Adaptation.Decide([first], Base, HeldOut, Goal));
        Assert.Null(update.Failure);
        var layer = update.Update.Layer;
        var updated = new ServingLayer(layer, first.At, first.Expect(layer));

        var again = Adaptation.Decide([Draw(random, 1, 2000, Math.Log(2)), first], updated, HeldOut, Goal);
        var back = Adaptation.Decide([Draw(random, 1, 2000, 0), first], updated, HeldOut, Goal);

        Assert.True(again.Change.Found && back.Change.Found);
        Assert.Contains("changed again", again.Failure!.Reason, StringComparison.Ordinal);
        Assert.Null(back.Failure);
    }

    [Fact]
    public void Decide_RarelyAsksForATraining_WhenAnUpdateIsEnough()
    {
        // The halved strokes follow the risks as before. A base of its own for each run, so that its own error counts.
        var asked = 0;
        for (var run = 0; run < 100; run++)
        {
            var random = new Random(100 + run);
            var learnt = Draw(random, 0, 3000, 0);
            var heldOut = new HeldOutCalibration(Threshold, learnt.LogOdds, learnt.Outcomes);
            var serving = new ServingLayer(OperatingLayer.Base(Threshold), null, learnt.Expect(OperatingLayer.Base(Threshold)));
            if (Adaptation.Decide([Draw(random, 0, 2000, -Math.Log(2))], serving, heldOut, Goal).Failure is not null) asked++;
        }

        Assert.InRange(asked, 0, 4);
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
