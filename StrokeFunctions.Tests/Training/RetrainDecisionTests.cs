using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class RetrainDecisionTests
{
    private const double Threshold = 0.065;
    private const double Never = 100;

    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(5000)]
    public void Decide_RarelyAlarms_WhenNothingChanged(int patients)
    {
        const int files = 200;
        var random = new Random(patients);

        var alarms = Enumerable.Range(0, files).Count(_ =>
            // The reference is measured anew each time: its own chance counts as well.
            RetrainNeed.Decide(Draw(random, patients), Reference(Draw(random, 5000)), 0, Never) is RetrainNeeded);

        // At most 5 % of 200 is 10; more than 17 would happen once in a hundred runs.
        Assert.InRange(alarms, 0, 17);
    }

    [Fact]
    public void Decide_Alarms_WhenStrokesNoLongerFollowTheProbabilities()
    {
        var random = new Random(1);
        var shuffled = Draw(random, 3000).Select(patient => patient with { Stroke = random.NextDouble() < 0.05 }).ToArray();

        var needed = Assert.IsType<RetrainNeeded>(RetrainNeed.Decide(shuffled, Reference(Draw(random, 5000)), 0, Never));

        Assert.Contains(needed.Tests, test => test is { Measure: "recall", Worse: true });
        Assert.Contains(needed.Tests, test => test is { Measure: "log loss beyond the expected", Worse: true });
    }

    [Fact]
    public void Decide_DoesNotAlarm_WhenTheChampionDoesBetter()
    {
        var random = new Random(2);
        var better = Draw(random, 3000)
            .Select(patient => patient.Stroke ? patient with { Probability = 0.5, Flagged = true } : patient)
            .ToArray();

        Assert.IsType<RetrainNotNeeded>(RetrainNeed.Decide(better, Reference(Draw(random, 5000)), 0, Never));
    }

    [Fact]
    public void Decide_TellsItsPower_WhichGrowsWithThePatients()
    {
        var random = new Random(3);
        var reference = Reference(Draw(random, 5000));

        var few = RetrainNeed.Decide(Draw(random, 100), reference, 0, Never);
        var many = RetrainNeed.Decide(Draw(random, 20_000), reference, 0, Never);

        Assert.All(few.Tests.Zip(many.Tests), pair => Assert.True(pair.First.Power < pair.Second.Power));
        Assert.All(few.Tests, test => Assert.InRange(test.Power, 0, 1));
    }

    [Fact]
    public void Decide_NeedsNoTest_WhenThereAreManyNewPatients()
    {
        var random = new Random(4);

        var verdict = RetrainNeed.Decide(Draw(random, 100), Reference(Draw(random, 1000)), unseen: 300, afterShare: 0.25);

        Assert.Empty(Assert.IsType<RetrainNeeded>(verdict).Tests);
    }

    [Fact]
    public void Decide_SaysThatKnownPatientsTellNothing()
    {
        var verdict = RetrainNeed.Decide([], Reference(Draw(new Random(5), 1000)), 0, 0.25);

        Assert.Contains("known", Assert.IsType<RetrainNotNeeded>(verdict).Reason, StringComparison.Ordinal);
    }

    private static HeldOutPrediction[] Draw(Random random, int patients)
    {
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, patients).Select(i =>
        {
            var p = ProbabilityScore.Logistic(-4 + (1.6 * Normal()));
            return new HeldOutPrediction($"p{i}", p, p >= Threshold, random.NextDouble() < p);
        })];
    }

    private static Evaluation Reference(HeldOutPrediction[] patients)
    {
        double[] probabilities = [.. patients.Select(patient => patient.Probability)];
        bool[] strokes = [.. patients.Select(patient => patient.Stroke)];
        bool[] flagged = [.. patients.Select(patient => patient.Flagged)];
        double[] losses = [.. patients.Select(patient => ProbabilityScore.LogLoss(patient.Probability, patient.Stroke))];
        var mean = losses.Average();
        var error = Math.Sqrt(losses.Sum(loss => (loss - mean) * (loss - mean))) / losses.Length;
        var nothing = new Estimate(0, 0, 0, patients.Length);
        var overall = new Performance(
            ConfusionMatrix.Of(flagged, strokes), nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing,
            new Estimate(mean, mean - (Wilson.Z95 * error), mean + (Wilson.Z95 * error), losses.Length), nothing, nothing, nothing);
        return new Evaluation("drawn", patients.Length, strokes.Count(stroke => stroke), overall, [],
            new EvaluationCurves([], [], [], [], [], []), new InSampleEvaluation(0, 0, 0, 0))
        {
            ExpectedLogLoss = probabilities.Average(ProbabilityScore.Entropy),
        };
    }
}
