using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>
/// The pipeline of the Python system that this project replaces, as near as ML.NET comes to it: age only as "70 or over", a missing bmi
/// replaced without a trace, one-hot categories, and a logistic regression whose classes weigh the same (scikit-learn's
/// <c>class_weight="balanced"</c>, here as a weight on each row).
/// </summary>
internal static class PythonPipeline
{
    private const double AgeCut = 70;

    /// <summary>Probabilities of the hold-out rows, and the threshold that the rule of this project would choose inside.</summary>
    public static (double[] Probabilities, double Threshold) Predict(
        TrainingRows rows, int[] test, int[] train, TrainingOptions options, int seed)
    {
        bool[] outcomes = [.. train.Select(row => rows.Outcomes[row])];
        var inner = new double[train.Length];
        var assigned = StratifiedFolds.Assign(outcomes, options.InnerFolds, seed);
        for (var fold = 0; fold < options.InnerFolds; fold++)
        {
            var (held, rest) = StratifiedFolds.Split(train, assigned, fold);
            var predicted = FitAndPredict(rows, rest, held);
            var next = 0;
            for (var i = 0; i < train.Length; i++)
            {
                if (assigned[i] == fold) inner[i] = predicted[next++];
            }
        }

        var point = Curves.MaxRecall(RankedOutcomes.Of(inner, outcomes), options.PrecisionFloor + options.PrecisionMargin);
        return (FitAndPredict(rows, train, test), point?.Threshold ?? 1);
    }

    private static double[] FitAndPredict(TrainingRows rows, int[] training, int[] predicted)
    {
        var ml = new MLContext(seed: 1);
        var strokes = training.Count(row => rows.Outcomes[row]);
        var weights = (Stroke: training.Length / (2f * strokes), Other: training.Length / (2f * (training.Length - strokes)));
        Row At(int row) => new()
        {
            Features = Features(rows.Patients[row], rows.Features[row]),
            Label = rows.Outcomes[row],
            Weight = rows.Outcomes[row] ? weights.Stroke : weights.Other,
        };
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Featurizer.BaseCount);
        var model = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            FeatureColumnName = nameof(Row.Features),
            ExampleWeightColumnName = nameof(Row.Weight),
            NumberOfThreads = 1,
        }).Fit(ml.Data.LoadFromEnumerable(training.Select(At), schema));
        return [.. model.Transform(ml.Data.LoadFromEnumerable(predicted.Select(At), schema))
            .GetColumn<float>("Score").Select(score => ProbabilityScore.Logistic(score))];
    }

    private static float[] Features(in Patient patient, ReadOnlySpan<float> all)
    {
        var features = all[..Featurizer.BaseCount].ToArray();
        features[Index("age")] = patient[Schema.Age] >= AgeCut ? 1 : 0;
        features[Index("bmi_missing")] = 0;
        return features;
    }

    private static int Index(string feature) => Featurizer.Names.ToList().IndexOf(feature);

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public float Weight { get; set; }
    }
}
