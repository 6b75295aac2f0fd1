using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;
using StrokeFunctions.Model;

namespace StrokeFunctions.Training;

/// <summary>FastTree: small trees, each correcting those before it, on bagged rows and half of the features.</summary>
/// <param name="Trees">How many trees.</param>
/// <param name="Leaves">Leaves of a tree.</param>
/// <param name="Rate">How much of each correction is taken.</param>
internal sealed record BoostingLearner(int Trees = 100, int Leaves = 4, double Rate = 0.05) : Learner
{
    /// <inheritdoc/>
    public override string Name => $"FastTree ({Trees} trees of {Leaves} leaves, rate {Text(Rate)})";

    /// <inheritdoc/>
    protected override ISingleFeaturePredictionTransformer<object> Train(MLContext ml, IDataView view, string features, int seed) =>
        ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            FeatureColumnName = features,
            NumberOfTrees = Trees,
            NumberOfLeaves = Leaves,
            LearningRate = Rate,
            BaggingSize = 1,
            FeatureFraction = 0.5,
            Seed = seed,
            NumberOfThreads = 1,
        }).Fit(view);

    /// <inheritdoc/>
    protected override Member Export(object model, int[] features, TrainingRows table, int[] rows) =>
        ModelExport.Trees(
            Name, ((CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>)model).SubModel, features, table.Features, rows);
}
