using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>One FastForest of 100 trees of 20 leaves, twice: in ML.NET, and exported into the scorer.</summary>
internal sealed record TrainedForest(
    MLContext Context,
    ITransformer Transformer,
    IDataView View,
    FeatureRow[] Rows,
    StrokeModel Model,
    Patient[] Patients
)
{
    /// <summary>Trains on all rows.</summary>
    public static TrainedForest Train(IReadOnlyList<DatasetRow> rows)
    {
        Patient[] patients = [.. rows.Select(row => row.Patient)];
        var matrix = FeatureMatrix.From(patients);
        FeatureRow[] features =
        [
            .. rows.Select((row, i) => new FeatureRow { Features = matrix[i][..Featurizer.BaseCount].ToArray(), Label = row.Stroke }),
        ];
        int[] indices = [.. Enumerable.Range(0, Featurizer.BaseCount)];
        int[] all = [.. Enumerable.Range(0, rows.Count)];

        var context = new MLContext(seed: 1);
        var view = context.Data.Cache(context.Data.LoadFromEnumerable(features));
        var transformer = context
            .BinaryClassification.Trainers.FastForest(numberOfLeaves: 20, numberOfTrees: 100, minimumExampleCountPerLeaf: 10)
            .Fit(view);
        var member = ModelExport.Trees("forest", (FastForestBinaryModelParameters)(object)transformer.Model, indices, matrix, all);
        var document = new ModelDocument
        {
            Threshold = 0.1,
            Intercept = 0,
            TrainingRows = rows.Count,
            FeatureMeans = matrix.Means(all),
            Members = [member with { Weight = 0.05 }],
        };
        return new TrainedForest(context, transformer, view, features, StrokeModel.Parse("benchmark", document.ToJson()), patients);
    }
}

/// <summary>A row as ML.NET takes it.</summary>
internal sealed class FeatureRow
{
    [VectorType(Featurizer.BaseCount)]
    public float[] Features { get; set; } = [];

    public bool Label { get; set; }
}

/// <summary>A score as ML.NET gives it.</summary>
internal sealed class ScoreRow
{
    public float Score { get; set; }
}
