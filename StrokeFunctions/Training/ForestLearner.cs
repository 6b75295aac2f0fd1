using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using StrokeFunctions.Model;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

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
