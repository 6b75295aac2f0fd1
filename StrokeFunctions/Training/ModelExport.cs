using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Training;

/// <summary>
/// Turns what ML.NET has trained into members of model.json. <c>features</c> says which of the featurizer's features stands at each place
/// of the vector that ML.NET saw; <c>rows</c> are the training rows, which give the weights of unknown branches.
/// A member comes with weight 1: calibration sets it.
/// </summary>
internal static class ModelExport
{
    /// <summary>The largest difference from ML.NET's own score that is taken for rounding.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>A logistic regression; its score is the raw log odds.</summary>
    public static LinearMember Linear(string name, LinearModelParameters model, ReadOnlySpan<int> features) => new()
    {
        Name = name,
        Bias = model.Bias,
        Features = features.ToArray(),
        Weights = [.. model.Weights.Select(weight => (double)weight)],
    };

    /// <summary>A FastTree or FastForest; its score is the sum of its trees.</summary>
    public static TreesMember Trees(
        string name, TreeEnsembleModelParameters model, ReadOnlySpan<int> features, FeatureMatrix matrix, ReadOnlySpan<int> rows)
    {
        var (indices, trainingRows) = (features.ToArray(), rows.ToArray());
        return model switch
        {
            TreeEnsembleModelParametersBasedOnRegressionTree regression => FromEnsemble(regression.TrainedTreeEnsemble),
            TreeEnsembleModelParametersBasedOnQuantileRegressionTree quantile => FromEnsemble(quantile.TrainedTreeEnsemble),
            _ => throw new ArgumentException($"{model.GetType().Name} is not an ensemble of regression trees.", nameof(model)),
        };

        TreesMember FromEnsemble<TTree>(TreeEnsemble<TTree> ensemble)
            where TTree : RegressionTreeBase => new()
            {
                Name = name,
                Bias = ensemble.Bias,
                Trees =
                [
                    .. ensemble.Trees.Zip(ensemble.TreeWeights, (tree, weight) => Export(tree, weight, indices, matrix, trainingRows)),
                ],
            };
    }

    /// <summary>Compares a member's scores with those that ML.NET gave for the same rows.</summary>
    /// <exception cref="ScoreParityException">A score differs by more than <see cref="Tolerance"/>.</exception>
    public static void RequireParity(Member member, FeatureMatrix matrix, ReadOnlySpan<int> rows, IReadOnlyList<float> scores)
    {
        var (largest, at) = (0.0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var difference = Math.Abs(member.Score(matrix[rows[i]]) - scores[i]);
            if (!(difference <= largest)) (largest, at) = (difference, rows[i]);
            if (double.IsNaN(largest)) break;
        }

        if (!(largest <= Tolerance)) throw new ScoreParityException(member.Name, at, largest);
    }

    private static Tree Export(RegressionTreeBase tree, double weight, int[] features, FeatureMatrix matrix, int[] rows)
    {
        if (tree.CategoricalSplitFlags.Any(flag => flag))
            throw new ArgumentException("A split over a set of features can't be exported.", nameof(tree));
        var indices = new int[tree.NumberOfNodes];
        for (var node = 0; node < indices.Length; node++) indices[node] = features[tree.NumericalSplitFeatureIndexes[node]];
        var exported = new Tree
        {
            Features = indices,
            Thresholds = [.. tree.NumericalSplitThresholds.Take(indices.Length)],
            Left = [.. tree.LeftChild.Take(indices.Length)],
            Right = [.. tree.RightChild.Take(indices.Length)],
            LeafValues = [.. tree.LeafValues.Take(tree.NumberOfLeaves).Select(value => weight * value)],
            LeafRows = new long[tree.NumberOfLeaves],
        };
        foreach (var row in rows) exported.LeafRows[exported.LeafOf(matrix[row])]++;
        // A leaf that only left-out rows could reach still needs a weight for an unknown branch: that of one row.
        for (var leaf = 0; leaf < exported.LeafRows.Length; leaf++) exported.LeafRows[leaf] = Math.Max(1, exported.LeafRows[leaf]);
        return exported;
    }
}

/// <summary>Writes a fitted pipeline as model.json and makes sure that the scorer reads it as it was meant.</summary>
internal static class ModelAssembly
{
    /// <summary>The bytes of model.json.</summary>
    /// <exception cref="ScoreParityException">The scorer gives other log odds than the pipeline for a training row.</exception>
    /// <param name="table">All rows.</param>
    /// <param name="teaching">Those that it was trained on.</param>
    /// <param name="pipeline">What was trained.</param>
    public static byte[] Write(TrainingRows table, int[] teaching, Pipeline pipeline)
    {
        var json = new ModelDocument
        {
            Threshold = pipeline.Threshold,
            Intercept = pipeline.Intercept,
            TrainingRows = teaching.Length,
            FeatureMeans = table.Features.Means(teaching),
            Members = pipeline.Members,
            LikePatients = Like(table, teaching, pipeline),
            Domain = Domain(table),
            MeasuredBmiOnly = teaching.Length < table.Count,
        }.ToJson();
        RequireParity(table, pipeline, json);
        return json;
    }

    /// <summary>What happened to patients of like probability, from the out-of-fold predictions of a pipeline.</summary>
    public static LikePatients Like(TrainingRows table, int[] teaching, Pipeline pipeline) => LikePatients.Fit(
        pipeline.Chosen.Probabilities,
        pipeline.Chosen.Outcomes,
        Math.Max(1, pipeline.Chosen.Outcomes.Length / teaching.Length),
        LikePatients.ThinAges(teaching.Select(row => (table.Patients[row], table.Outcomes[row]))));

    private static TrainingDomain Domain(TrainingRows table) => new()
    {
        Ranges = [.. Schema.Inputs.OfType<NumericColumn>().Select(column =>
        {
            double[] seen = [.. table.Patients.Select(patient => patient[column]).Where(value => !double.IsNaN(value))];
            // Where a column was never measured any value is new; 0 to 0 says so.
            return new SeenRange(column.Name, seen.DefaultIfEmpty().Min(), seen.DefaultIfEmpty().Max(), table.Count - seen.Length);
        })],
        Categories = [.. Schema.Inputs.OfType<CategoryColumn>().Select(column =>
        {
            var rows = new long[column.Categories.Count];
            foreach (var patient in table.Patients) rows[(int)patient[column]]++;
            return new SeenCategories(column.Name, rows);
        })],
        Unlike = UnlikePairs.Fit(table.Patients),
    };

    private static void RequireParity(TrainingRows table, Pipeline pipeline, byte[] json)
    {
        var scorer = StrokeModel.Parse("unpublished", json);
        var (largest, at) = (0.0, 0);
        for (var row = 0; row < table.Count; row++)
        {
            var difference = Math.Abs(scorer.Probability(table.Patients[row]) - pipeline.Probability(table.Features[row]));
            if (!(difference <= largest)) (largest, at) = (difference, row);
        }

        if (!(largest <= ModelExport.Tolerance)) throw new ScoreParityException("The scorer", at, largest);
    }
}

/// <summary>An exported member doesn't score as ML.NET does, so it must not be published.</summary>
internal sealed class ScoreParityException(string member, int row, double difference)
    : Exception(
        $"{member} differs from ML.NET's score by {difference} in row {row}; at most {ModelExport.Tolerance} is allowed."
    )
{
    /// <summary>The largest difference.</summary>
    public double Difference { get; } = difference;
}
