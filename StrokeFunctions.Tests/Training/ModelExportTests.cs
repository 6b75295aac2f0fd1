using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

/// <summary>Models trained by ML.NET, exported, against ML.NET's own scores.</summary>
public sealed class ModelExportTests
{
    private static readonly int[] Base = [.. Enumerable.Range(0, Featurizer.BaseCount)];
    private static readonly int[] Everything = [.. Enumerable.Range(0, Featurizer.Count)];
    private static readonly MLContext Context = new(seed: 1);
    private static readonly FeatureMatrix Matrix = FeatureMatrix.From(SomePatients.Random(11, 1500));
    private static readonly int[] Rows = [.. Enumerable.Range(0, Matrix.Rows)];

    [Fact]
    public void Linear_ScoresAsMlNet()
    {
        var (model, scores) = Fit(Context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 }), Everything);

        ModelExport.RequireParity(
            ModelExport.Linear(
                "logistic regression",
                ((CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>)model).SubModel,
                Everything
            ),
            Matrix,
            Rows,
            scores
        );
    }

    [Fact]
    public void Trees_ScoreAsMlNet_WhenFastTree()
    {
        var (model, scores) = Fit(
            Context.BinaryClassification.Trainers.FastTree(numberOfLeaves: 8, numberOfTrees: 50, minimumExampleCountPerLeaf: 5),
            Base
        );
        var trained = ((CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>)model).SubModel;

        Check(ModelExport.Trees("FastTree", trained, Base, Matrix, Rows), scores);
    }

    [Fact]
    public void Trees_ScoreAsMlNet_WhenFastForest()
    {
        var (model, scores) = Fit(
            Context.BinaryClassification.Trainers.FastForest(numberOfLeaves: 20, numberOfTrees: 60, minimumExampleCountPerLeaf: 10),
            Base
        );

        var forest = ModelExport.Trees("FastForest", (FastForestBinaryModelParameters)model, Base, Matrix, Rows);

        Check(forest, scores);
        Assert.Equal(Matrix.Rows, forest.Trees[0].LeafRows.Sum());
    }

    [Fact]
    public void Trees_NameTheFeaturizersFeatures_WhenMlNetSawASubset()
    {
        int[] subset = [13, 3];
        var (model, scores) = Fit(Context.BinaryClassification.Trainers.FastTree(numberOfLeaves: 4, numberOfTrees: 5), subset);
        var trained = ((CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>)model).SubModel;

        var member = ModelExport.Trees("subset", trained, subset, Matrix, Rows);

        Check(member, scores);
        Assert.All(member.Trees.SelectMany(tree => tree.Features), feature => Assert.Contains(feature, subset));
    }

    [Fact]
    public void RequireParity_Throws_WhenAScoreDiffers()
    {
        var member = new LinearMember { Name = "off", Bias = 0.5, Features = [], Weights = [] };

        var exception = Assert.Throws<ScoreParityException>(() => ModelExport.RequireParity(member, Matrix, [0, 1], [0.5f, 0.51f]));

        Assert.Equal(0.01, exception.Difference, 1e-6);
    }

    /// <summary>The member and the fast scorer both agree with ML.NET.</summary>
    private static void Check(Member member, List<float> scores)
    {
        ModelExport.RequireParity(member, Matrix, Rows, scores);
        var model = Models.Load(
            new ModelDocument
            {
                Threshold = 0.5,
                Intercept = 0,
                TrainingRows = Rows.Length,
                FeatureMeans = Matrix.Means(Rows),
                Members = [member],
            }
        );
        foreach (var (index, patient) in SomePatients.Random(11, 1500).Index())
            Assert.Equal(scores[index], model.LogOdds(patient), ModelExport.Tolerance);
    }

    private static (object Model, List<float> Scores) Fit<TModel>(
        ITrainerEstimator<ISingleFeaturePredictionTransformer<TModel>, TModel> trainer,
        int[] features
    )
        where TModel : class
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.Length);
        var data = Context.Data.LoadFromEnumerable(Rows.Select(row => new Row(Matrix[row], features)).ToList(), schema);
        var transformer = trainer.Fit(data);
        return (transformer.Model, [.. transformer.Transform(data).GetColumn<float>("Score")]);
    }

    private sealed class Row
    {
        public Row(ReadOnlySpan<float> features, int[] used)
        {
            Features = new float[used.Length];
            for (var i = 0; i < used.Length; i++) Features[i] = features[used[i]];
            Label = features[3] + features[4] + (0.3f * features[13]) + (MathF.Sin(features[14] * 40) * 1.5f) > 1.2f;
        }

        public float[] Features { get; }

        public bool Label { get; }
    }
}
