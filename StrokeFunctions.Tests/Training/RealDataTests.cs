using StrokeFunctions.Datasets;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

/// <summary>
/// What is reached on the real patients: wide bounds, to catch a break or a leak (an area of 0.88 is not honestly possible).
/// </summary>
public class RealDataTests
{
    [Fact]
    public async Task Train_OnTheRealPatients_IsAsGoodAsMeasured()
    {
        await using var stream = File.OpenRead(Repository.Shared("data", "stroke.csv"));
        var dataset = Assert.IsType<AcceptedDataset>(await DatasetReader.ReadAsync(stream, TestContext.Current.CancellationToken));

        var trained = Trainer.Train(
            [.. dataset.Rows], new TrainingOptions { InnerRepeats = 1 }, null, TestContext.Current.CancellationToken);

        // A missing bmi is no signal: what holds is measured on those whose bmi is known.
        var known = trained.Evaluation.Of("bmi", "measured")!;
        Assert.InRange(known.RocAuc.Value, 0.81, 0.865);
        Assert.InRange(known.Recall.Value, 0.58, 0.74);
        Assert.InRange(known.Precision.Value, 0.13, 0.17);
        Assert.InRange(known.CalibrationSlope.Value, 0.85, 1.15);
        Assert.InRange(known.ObservedToExpected.Value, 0.95, 1.05);
        Assert.InRange(trained.Evaluation.Overall.Recall.Value, 0.60, 0.75);
        Assert.Equal(8, trained.Evaluation.IntervalCoverage!.Count);
        Assert.Equal(2, trained.Evaluation.AgeAlone!.Count);
    }
}
