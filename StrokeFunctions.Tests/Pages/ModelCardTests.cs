using System.Text.Encodings.Web;
using StrokeFunctions.Pages;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Pages;

public sealed class ModelCardTests
{
    private static readonly Lazy<Manifest> Trained = new(Train);

    /// <summary>The manifest of a model trained on synthetic patients.</summary>
    internal static Manifest Manifest => Trained.Value;

    [Fact]
    public void Render_TellsWhatTheNumbersSay()
    {
        var card = ModelCard.Render(Trained.Value);

        var recall = Trained.Value.Evaluation!.Overall.Recall;
        Assert.Contains(HtmlEncoder.Default.Encode(Numbers.WithInterval(recall)), card, StringComparison.Ordinal);
        Assert.Contains("measured on hold-out patients", card, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("A missing bmi is no predictor", card, StringComparison.Ordinal);
        Assert.Contains("Of 100 patients whose bmi is known and who have had a stroke", Text(card), StringComparison.Ordinal);
        Assert.Contains("age alone, bmi measured", card, StringComparison.Ordinal);
        Assert.Contains("No other hospital, country or year has confirmed them", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_SaysThatAMissingBmiIsAPredictor_OfAModelFromBeforeItWasAChoice() =>
        Assert.Contains(
            "A missing bmi is a predictor",
            ModelCard.Render(Trained.Value with { Parameters = new Dictionary<string, string>() }),
            StringComparison.Ordinal);

    private static string Text(string html) => string.Join(' ', html.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Render_EncodesEveryValue_WhenADatasetIsNamedInHtml()
    {
        const string hostile = "<script>alert(1)</script>.csv";
        var manifest = Trained.Value with
        {
            Lineage = Trained.Value.Lineage with
            {
                Datasets = [new DatasetSource(hostile, hostile, hostile, default)],
                Parent = hostile,
                Commit = hostile,
            },
            Parameters = new Dictionary<string, string> { [hostile] = hostile, ["members"] = hostile },
            Candidates = [new CandidateScore(hostile, 0, 0, 0, true)],
            Warnings = [hostile],
            Decision = Trained.Value.Decision with
            {
                Reason = hostile,
                TrainedBecause = hostile,
                Evidence = Trained.Value.Decision.Evidence! with { Criteria = [new PromotionCriterion(hostile, 0, 0, false)] },
            },
        };

        Assert.DoesNotContain("<script", ModelCard.Render(manifest), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", TrainingReport.Render(manifest), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Render_OfTheTrainingReport_SaysWhatWasAskedAndWhetherItHeld()
    {
        var report = TrainingReport.Render(Trained.Value);

        Assert.Contains("Trained because there is no model yet.", report, StringComparison.Ordinal);
        Assert.All(
            Trained.Value.Decision.Evidence!.Criteria,
            criterion => Assert.Contains(criterion.Name, report, StringComparison.Ordinal)
        );
        Assert.Contains("700 of 700 patients are new.", report, StringComparison.Ordinal);
    }

    private static Manifest Train()
    {
        var options = new TrainingOptions { Folds = 3, InnerFolds = 3, InnerRepeats = 1 };
        var trained = Trainer.Train(SyntheticRows.Draw(1, 700), options, null, CancellationToken.None);
        var verdict = Promotion.DecideFirst(trained.Evaluation, options.PrecisionFloor);
        var source = new DatasetSource("first.csv", "\"1\"", new string('a', 64), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return new Manifest
        {
            Version = "20260101T000000Z-00000001",
            Lineage = new Lineage([source], "rows/1", "00", 700, trained.Evaluation.Strokes, null, 1, BuildInfo.Packages, null),
            Parameters = trained.Parameters,
            Candidates = trained.Candidates,
            Evaluation = trained.Evaluation,
            Warnings = trained.Warnings,
            Decision = new Decision("there is no model yet.", null, new DatasetComparison(700, 700, 700, 0, 0, 0, 0, 0, 0, 0),
                ModelEventKind.Promoted, verdict.Reason, verdict.Evidence),
        };
    }
}
