using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.LightGbm;
using StrokeFunctions.Model;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>
/// LightGBM through ML.NET, on bagged rows and a part of the features as our learners of trees: what the time of a fit is compared with.
/// </summary>
/// <param name="Trees">How many trees.</param>
/// <param name="Leaves">Leaves of a tree.</param>
/// <param name="LeafRows">Least rows of a leaf.</param>
/// <param name="FeatureShare">Features that a tree may look at.</param>
/// <param name="Threads">How many threads it may use.</param>
internal sealed record LightGbmLearner(int Trees, int Leaves, int LeafRows, double FeatureShare, int Threads) : Learner
{
    public override string Name => $"LightGBM ({Trees} trees of {Leaves} leaves, {Threads} thread{(Threads == 1 ? "" : "s")})";

    protected override ISingleFeaturePredictionTransformer<object> Train(MLContext ml, IDataView view, string features, int seed) =>
        ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            FeatureColumnName = features,
            NumberOfIterations = Trees,
            NumberOfLeaves = Leaves,
            MinimumExampleCountPerLeaf = LeafRows,
            LearningRate = 0.05,
            Booster = new GradientBooster.Options { FeatureFraction = FeatureShare, SubsampleFraction = 0.7, SubsampleFrequency = 1 },
            Seed = seed,
            NumberOfThreads = Threads,
        }).Fit(view);

    protected override Member Export(object model, int[] features, TrainingRows table, int[] rows) =>
        ModelExport.Trees(
            Name,
            ((CalibratedModelParametersBase<LightGbmBinaryModelParameters, PlattCalibrator>)model).SubModel,
            features,
            table.Features,
            rows
        );
}
