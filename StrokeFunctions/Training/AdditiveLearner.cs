using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;
using StrokeFunctions.Model;

namespace StrokeFunctions.Training;

/// <summary>A generalised additive model: one step function for each feature.</summary>
/// <param name="Iterations">Rounds of boosting over all features.</param>
internal sealed record AdditiveLearner(int Iterations = 500) : Learner
{
    /// <summary>Least rows of a step.</summary>
    private const int LeafRows = 50;

    /// <inheritdoc/>
    public override string Name => $"GAM ({Iterations} iterations)";

    /// <summary>Those that vary over enough rows: ML.NET makes no shape function of the others.</summary>
    protected override int[] Features(TrainingRows table, int[] rows) =>
        [.. base.Features(table, rows).Where(feature =>
            rows.Length - rows.CountBy(row => table.Features[row][feature]).Max(value => value.Value) >= LeafRows)];

    /// <inheritdoc/>
    protected override ISingleFeaturePredictionTransformer<object> Train(MLContext ml, IDataView view, string features, int seed) =>
        ml.BinaryClassification.Trainers.Gam(new GamBinaryTrainer.Options
        {
            FeatureColumnName = features,
            NumberOfIterations = Iterations,
            LearningRate = 0.02,
            MaximumBinCountPerFeature = 64,
            MinimumExampleCountPerLeaf = LeafRows,
            NumberOfThreads = 1,
        }).Fit(view);

    /// <inheritdoc/>
    protected override Member Export(object model, int[] features, TrainingRows table, int[] rows) =>
        ModelExport.Additive(
            Name, ((CalibratedModelParametersBase<GamBinaryModelParameters, PlattCalibrator>)model).SubModel, features, table.Features, rows);
}
