using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class ConfidenceBasedTests
{
    [Fact]
    public void Of_IsTheSumOfTheProbabilities_ByHand()
    {
        // Flagged: 0.5 and 0.3, so TP = 0.8 and FP = 1.2; the rest: FN = 0.1 + 0.1, TN = 1.8.
        var estimate = ConfidenceBased.Of([0.1, 0.5, 0.3, 0.1], 0.3);

        Assert.Equal(0.8, estimate.Recall.Value, 1e-12);
        Assert.Equal(0.4, estimate.Precision.Value, 1e-12);
        Assert.Equal(1.6 / 3.0, estimate.F1.Value, 1e-12);
        Assert.Equal(2.6 / 4, estimate.Accuracy.Value, 1e-12);
        Assert.Equal(1, estimate.ExpectedStrokes, 1e-12);

        // Pairs: (0.5 above 0.3, 0.1, 0.1), (0.3 above 0.1, 0.1), ties half: 0.5(0.7 + 1.8) + 0.3(1.8) + 0.5(0.5*0.5 + 0.3*0.7 + 0.2*1.8).
        Assert.Equal((1.25 + 0.54 + (0.5 * (0.25 + 0.21 + 0.36))) / (1 * 3), estimate.RocAuc.Value, 1e-12);
    }

    [Fact]
    public void Of_CoversWhatHappens_WhenProbabilitiesAreRight()
    {
        var random = new Random(4);
        var covered = 0;
        for (var trial = 0; trial < 400; trial++)
        {
            var probabilities = Enumerable.Range(0, 1000).Select(_ => Math.Pow(random.NextDouble(), 4)).ToArray();
            var strokes = Array.ConvertAll(probabilities, p => random.NextDouble() < p);
            var flagged = Array.ConvertAll(probabilities, p => p >= 0.2);
            var estimate = ConfidenceBased.Of(probabilities, 0.2);
            var recall = ConfusionMatrix.Of(flagged, strokes).Recall;
            if (recall >= estimate.Recall.Low && recall <= estimate.Recall.High) covered++;
        }

        // 95 % of 400 is 380; the standard error is 4.4.
        Assert.InRange(covered, 366, 400);
    }
}
