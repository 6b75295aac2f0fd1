using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class BootstrapTests
{
    [Fact]
    public void Quantile_InterpolatesAsNumpyDoes()
    {
        // numpy.quantile([1, 2, 4, 8], [0, .1, .5, .975, 1])
        double[] sorted = [1, 2, 4, 8];

        Assert.Equal(
            [1, 1.3, 3, 7.7, 8],
            new[] { 0, 0.1, 0.5, 0.975, 1 }.Select(share => Math.Round(Bootstrap.Quantile(sorted, share), 12))
        );
    }

    [Fact]
    public void Replicates_AreTheSame_ForTheSameSeed()
    {
        var once = Mean(seed: 5);

        Assert.Equal(once, Mean(seed: 5));
        Assert.NotEqual(once, Mean(seed: 6));
    }

    [Fact]
    public void Interval_OfAMean_IsNearTheNormalOne()
    {
        // The mean of 0..399 has the standard error 115.47 / 20 = 5.77.
        var interval = Bootstrap.Interval(199.5, Mean(seed: 1), 400);

        Assert.InRange(interval.Low, 199.5 - (1.15 * 1.96 * 5.77), 199.5 - (0.85 * 1.96 * 5.77));
        Assert.InRange(interval.High, 199.5 + (0.85 * 1.96 * 5.77), 199.5 + (1.15 * 1.96 * 5.77));
    }

    [Fact]
    public void Measure_PutsEveryValueInsideItsInterval()
    {
        var patients = ClassificationCase.Named("continuous");

        var performance = Performance.Measure(patients.Probabilities, patients.Flagged, patients.Strokes, 1000, seed: 1);

        Assert.Equal(patients.Auc, performance.RocAuc.Value, 1e-9);
        Assert.Equal(patients.Recall, performance.Recall.Value, 1e-9);
        Estimate[] all =
        [
            performance.Recall, performance.Precision, performance.Specificity, performance.F1, performance.Accuracy,
            performance.RocAuc, performance.AveragePrecision, performance.Brier, performance.LogLoss,
            performance.CalibrationIntercept, performance.CalibrationSlope, performance.ObservedToExpected,
        ];
        Assert.All(all, estimate => Assert.InRange(estimate.Value, estimate.Low, estimate.High));
    }

    private static double[] Mean(int seed) => Bootstrap.Replicates(400, 1, 1000, seed, (weights, metrics) =>
    {
        metrics[0] = 0;
        for (var i = 0; i < weights.Length; i++) metrics[0] += weights[i] * i / 400.0;
    })[0];
}
