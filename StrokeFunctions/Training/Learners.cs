using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Logistic regression by L-BFGS.</summary>
/// <param name="Terms">Which of the featurizer's features it uses.</param>
/// <param name="L1">Penalty on the sum of the absolute weights.</param>
/// <param name="L2">Penalty on the sum of the squared weights.</param>
internal sealed record LogisticLearner(LogisticTerms Terms, float L1 = 1, float L2 = 1) : Learner
{
    /// <inheritdoc/>
    public override string Name =>
        $"logistic regression ({(Terms == LogisticTerms.Splines ? "splines" : "plain")}, L1 {Text(L1)}, L2 {Text(L2)})";

    /// <inheritdoc/>
    protected override int FeatureCount => Terms == LogisticTerms.Splines ? Featurizer.Count : Featurizer.BaseCount;

    /// <inheritdoc/>
    protected override ISingleFeaturePredictionTransformer<object> Train(MLContext ml, IDataView view, string features, int seed) =>
        ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            FeatureColumnName = features,
            L1Regularization = L1,
            L2Regularization = L2,
            // With more threads the sums, and so the weights, differ from run to run.
            NumberOfThreads = 1,
        }).Fit(view);

    /// <inheritdoc/>
    protected override Member Export(object model, int[] features, TrainingRows table, int[] rows) =>
        ModelExport.Linear(Name, ((CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>)model).SubModel, features);
}

/// <summary>Which of the featurizer's features a logistic regression uses.</summary>
internal enum LogisticTerms
{
    /// <summary>The plain features.</summary>
    Plain,

    /// <summary>And the pieces that bend age, glucose and bmi.</summary>
    Splines,
}

/// <summary>
/// FastForest, its leaves turned from shares into log odds. The forest's own score is the mean of its trees' shares, which does not add up
/// with other members' log odds and calibrates badly by a straight line; the mean of log odds (a geometric mean of the trees' odds)
/// does both. Each share is first drawn towards the base rate, because a leaf without a stroke would be minus infinity.
/// </summary>
/// <param name="Trees">How many trees.</param>
/// <param name="Leaves">Leaves of a tree.</param>
/// <param name="LeafRows">Least rows of a leaf.</param>
internal sealed record ForestLearner(int Trees = 100, int Leaves = 20, int LeafRows = 50) : Learner
{
    /// <summary>How far a leaf's share is drawn towards the base rate.</summary>
    private const double Shrinkage = 0.05;

    /// <inheritdoc/>
    public override string Name => $"FastForest ({Trees} trees of {Leaves} leaves of at least {LeafRows} rows, in log odds)";

    /// <inheritdoc/>
    protected override ISingleFeaturePredictionTransformer<object> Train(MLContext ml, IDataView view, string features, int seed) =>
        ml.BinaryClassification.Trainers.FastForest(new FastForestBinaryTrainer.Options
        {
            FeatureColumnName = features,
            NumberOfTrees = Trees,
            NumberOfLeaves = Leaves,
            MinimumExampleCountPerLeaf = LeafRows,
            FeatureFraction = 0.7,
            FeatureFractionPerSplit = 0.7,
            Seed = seed,
            NumberOfThreads = 1,
        }).Fit(view);

    /// <inheritdoc/>
    protected override Member Export(object model, int[] features, TrainingRows table, int[] rows) =>
        ModelExport.Trees(Name, (FastForestBinaryModelParameters)model, features, table.Features, rows);

    /// <inheritdoc/>
    protected override Member Finish(Member member, double baseRate)
    {
        var forest = (TreesMember)member;
        return forest with
        {
            Bias = 0,
            Trees = [.. forest.Trees.Select(tree => tree with
            {
                LeafValues = [.. tree.LeafValues.Select(leaf => LogOdds(leaf, baseRate) / forest.Trees.Count)],
            })],
        };
    }

    /// <summary>A leaf is 2 p - 1, of the share p of its rows that had a stroke.</summary>
    private static double LogOdds(double leaf, double baseRate) =>
        ProbabilityScore.Logit(((1 - Shrinkage) * (leaf + 1) / 2) + (Shrinkage * baseRate));
}

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
            Name,
            ((CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>)model).SubModel,
            features,
            table.Features,
            rows
        );
}
