using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public sealed class MissingBmiRuleTests
{
    private static readonly TrainingOptions Quick = Options(isSignal: false);

    [Fact]
    public void Train_LearnsFromMeasuredBmiOnly_UnlessItMayBeASignal()
    {
        // Every patient without a bmi has had a stroke: an artefact as strong as can be.
        var rows = SyntheticRows.Draw(5, 900).Select(row => row with { Stroke = row.Stroke || double.IsNaN(row.Patient[Schema.Bmi]) });

        var (plain, told) = Train([.. rows], Quick);
        var (signal, toldSignal) = Train([.. rows], Options(isSignal: true));
        var healthy = Patient.From([0, 30, 0, 0, 0, 3, 0, 90, double.NaN, 1]);

        Assert.True(signal.Probability(healthy) > 0.5);
        Assert.True(plain.Probability(healthy) < 0.1);
        Assert.True(plain.Document.MeasuredBmiOnly);
        Assert.False(signal.Document.MeasuredBmiOnly);
        Assert.Equal("no signal", told.Parameters[Evaluation.MissingBmiSetting]);
        Assert.Equal(900, told.OuterCrossValidation.Count);
        // Nobody without a bmi is without a stroke, so that the group is withheld, and its complement with it.
        Assert.Equal("all", Assert.Single(toldSignal.Evaluation.AgeAlone!).Patients);
    }

    [Fact]
    public void Train_SaysSo_WhenTheBmiOfTooFewWasMeasured()
    {
        var rows = SyntheticRows.Draw(6, 700).Select((row, i) => i % 20 == 0 ? row : row with { Patient = WithoutBmi(row.Patient) });

        var (model, told) = Train([.. rows], Quick);

        Assert.False(model.Document.MeasuredBmiOnly);
        Assert.Contains(told.Warnings, warning => warning.Contains("too few patients was measured", StringComparison.Ordinal));
    }

    private static TrainingOptions Options(bool isSignal) =>
        new() { Folds = 3, InnerFolds = 3, InnerRepeats = 1, MissingBmiIsSignal = isSignal };

    private static (StrokeModel Model, TrainedModel Told) Train(DatasetRow[] rows, TrainingOptions options)
    {
        var trained = Trainer.Train(rows, options, null, TestContext.Current.CancellationToken);
        return (StrokeModel.Parse("v", trained.ModelJson), trained);
    }

    private static Patient WithoutBmi(Patient patient)
    {
        patient[Schema.Bmi.Index] = double.NaN;
        return patient;
    }
}
