using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;
using StrokeFunctions.Data;
using StrokeFunctions.Model;

namespace StrokeFunctions.Training;

/// <summary>A generalised additive model: one step function for each feature.</summary>
/// <param name="Iterations">Rounds of boosting over all features.</param>
internal sealed record AdditiveLearner(int Iterations = 500) : Learner
{
    /// <inheritdoc/>
    public override string Name => $"GAM ({Iterations} iterations)";

    /// <inheritdoc/>
    protected override int FeatureCount => Featurizer.BaseCount;

    /// <inheritdoc/>
    protected override ISingleFeaturePredictionTransformer<object> Train(MLContext ml, IDataView view, string features, int seed) =>
        ml.BinaryClassification.Trainers.Gam(new GamBinaryTrainer.Options
        {
            FeatureColumnName = features,
            NumberOfIterations = Iterations,
            LearningRate = 0.02,
            MaximumBinCountPerFeature = 64,
            MinimumExampleCountPerLeaf = 50,
            NumberOfThreads = 1,
        }).Fit(view);

    /// <inheritdoc/>
    protected override Member Export(object model, int[] features, TrainingRows table, int[] rows) =>
        ModelExport.Additive(
            Name, ((CalibratedModelParametersBase<GamBinaryModelParameters, PlattCalibrator>)model).SubModel, features, table.Features, rows);
}
