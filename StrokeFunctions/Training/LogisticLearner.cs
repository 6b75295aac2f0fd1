using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using StrokeFunctions.Data;
using StrokeFunctions.Model;

namespace StrokeFunctions.Training;

/// <summary>Logistic regression by L-BFGS.</summary>
/// <param name="Terms">Which of the featurizer's features it uses.</param>
/// <param name="L1">Penalty on the sum of the absolute weights.</param>
/// <param name="L2">Penalty on the sum of the squared weights.</param>
internal sealed record LogisticLearner(LogisticTerms Terms, float L1 = 1, float L2 = 1) : Learner
{
    /// <inheritdoc/>
    public override string Name => $"logistic regression ({Describe(Terms)}, L1 {Text(L1)}, L2 {Text(L2)})";

    /// <inheritdoc/>
    protected override int FeatureCount => Terms switch
    {
        LogisticTerms.Plain => Featurizer.BaseCount,
        LogisticTerms.Splines => Featurizer.SingleInputCount,
        _ => Featurizer.Count,
    };

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

    private static string Describe(LogisticTerms terms) => terms switch
    {
        LogisticTerms.Plain => "plain",
        LogisticTerms.Splines => "splines",
        _ => "splines and products",
    };
}

/// <summary>Which of the featurizer's features a logistic regression uses.</summary>
internal enum LogisticTerms
{
    /// <summary>The plain features.</summary>
    Plain,

    /// <summary>And the pieces that bend age, glucose and bmi.</summary>
    Splines,

    /// <summary>And the products of two inputs.</summary>
    SplinesAndProducts,
}
