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
            dataset.Rows, new TrainingOptions { InnerRepeats = 1 }, null, TestContext.Current.CancellationToken);

        var overall = trained.Evaluation.Overall;
        Assert.InRange(overall.RocAuc.Value, 0.835, 0.865);
        Assert.InRange(overall.Recall.Value, 0.70, 0.85);
        Assert.InRange(overall.Precision.Value, 0.14, 0.17);
        Assert.InRange(overall.Brier.Value, 0.040, 0.043);
        Assert.InRange(overall.CalibrationSlope.Value, 0.85, 1.15);
        Assert.InRange(overall.ObservedToExpected.Value, 0.95, 1.05);
    }
}
