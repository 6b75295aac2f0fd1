using Microsoft.AspNetCore.Html;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>The report of one training: what came, what was decided, by what numbers. Rendered from the manifest alone.</summary>
internal static class TrainingReport
{
    /// <summary>The whole page.</summary>
    public static string Render(Manifest manifest)
    {
        var e = manifest.Evaluation;
        var shown = ShownQuality.Of(e);
        var isUpdate = manifest.Decision.Evidence is null;
        var lead = Html.Of(
            $"""
            {(isUpdate ? "The update after" : "The training on")} the dataset {manifest.Lineage.Datasets[^1].Name}. What the model is for
            stands in <a href="card">its card</a>. {(isUpdate ? "Its members were" : "It was")} trained on
            {Numbers.Count(manifest.Lineage.TrainedOn.Rows)} patients. {ReportingItems.Sample(manifest)}
            """
        );
        return Page.Render(
            $"{(isUpdate ? "Update" : "Training")} report: {manifest.Version}",
            lead,
            Html.Join([
                MeasureTables.Warnings(manifest),
                Verdict(manifest.Decision),
                Dataset(manifest.Decision),
                manifest.Layer is { } layer ? Layer(layer) : Html.None,
                manifest.Decision.Evidence is { } evidence ? Comparison(evidence) : Html.None,
                manifest.Candidates.Count == 0
                    ? Html.None
                    : Html.Section("candidates", "Candidates", MeasureTables.Candidates(manifest.Candidates)),
                Html.Section(
                    "quality",
                    isUpdate ? "The updated model on hold-out patients" : "The challenger on hold-out patients",
                    Html.Of($"<p>{e.Protocol}</p>"),
                    EvaluationTables.BesideAge(e),
                    MeasureTables.Measures([shown]),
                    Figures.Side([
                        .. Figures.Quality([shown], ModelCard.ThresholdOf(manifest), ModelCard.MinimumPrecision(manifest)),
                        .. Figures.Training(e.Curves),
                    ])
                ),
                Html.Section("provenance", "Provenance", MeasureTables.Lineage(manifest)),
            ])
        );
    }

    private static IHtmlContent Verdict(Decision decision)
    {
        var (mark, word) = decision.Outcome switch
        {
            ModelEventKind.Promoted when decision.Evidence is null => ("fine", "The champion was updated."),
            ModelEventKind.Promoted => ("fine", "The challenger is promoted."),
            ModelEventKind.KeptChampion => ("watch", "The champion is kept."),
            _ => ("act", "The challenger is rejected."),
        };
        return Html.Of(
            $"""
            <div class="verdict {mark}"><p><strong>{word}</strong></p><p>{Sentence(decision.Reason)}</p>
            <p>{(decision.Evidence is null ? "" : $"Trained because {decision.TrainedBecause}")}</p>
            <p class="note">This is the decision of the training. Later changes (promotions by hand, pins) stand in the event log.</p></div>
            """
        );
    }

    private static IHtmlContent Dataset(Decision decision)
    {
        var d = decision.Dataset;
        return Html.Section("dataset", "The dataset",
            Html.Of($"<p>{d.InWords()}</p>"),
            Html.Table(
                "Counts",
                ["what", "count"],
                new (string What, long Count)[]
                {
                    ("rows taken", d.Rows),
                    ("rows set aside as faulty", d.FaultyRows),
                    ("patients", d.Patients),
                    ("new patients", d.NewPatients),
                    ("known, as before", d.RepeatedPatients),
                    ("known, with other values", d.ChangedPatients),
                    ("known, same values, another outcome", d.ContradictoryPatients),
                    ("known from a later dataset", d.OutdatedPatients),
                    ("the champion was trained on", d.KnownToChampion),
                }
                    .Where(row => row.Count > 0)
                    .Select(row => (IReadOnlyList<object>)[row.What, Numbers.Count(row.Count)])
            ),
            decision.Change is { } change
                ? Html.Join([
                    Html.Of($"<h3>Did strokes come as the champion expected?</h3><p>{change.InWords()}</p>"),
                    MeasureTables.Change(change),
                ])
                : Html.None
        );
    }

    /// <summary>What was adapted to the newest patients: the price, and the champion's calibration on them before and after.</summary>
    private static IHtmlContent Layer(AdaptedLayer layer)
    {
        (string, WorkingPoint)[] points = [("the champion's threshold", layer.Before), ("this model's", layer.After)];
        var price = Html.Table(
            "What flagging comes to among the newest patients, as the adapted probabilities expect it",
            ["with", "threshold", "flagged", "precision", "recall"],
            points.Select(point => (IReadOnlyList<object>)
                [
                    point.Item1,
                    Numbers.Share(point.Item2.Threshold),
                    Numbers.Percent(point.Item2.FlaggedShare),
                    Numbers.Share(point.Item2.Precision),
                    Numbers.Share(point.Item2.Recall),
                ]));
        var goal = layer.GoalReached
            ? Html.None
            : Html.Of($"<p><strong>No threshold reaches the precision asked for</strong>: as many patients are flagged as before.</p>");
        var on = layer.Base is { } version ? $"the members of {version}" : "the members trained now";
        return Html.Section(
            "adaptation",
            "Adapted to the newest patients",
            Html.Of(
                $"""
                <p>Since {layer.SinceDataset} ({Numbers.Time(layer.Since)}), on {Numbers.Count(layer.Patients)} patients of {layer.Files}
                {(layer.Files == 1 ? "file" : "files")} whom no member was trained on, {Numbers.Count(layer.Strokes)} of them with a stroke.
                Log odds are {Four(layer.Intercept)} + {Four(layer.Slope)} times those of {on}.</p>
                """
            ),
            goal,
            price,
            Html.Of($"<div class=\"plots\">{Figures.BeforeAndAfter(layer.CalibrationBefore, layer.CalibrationAfter)}</div>")
        );
    }

    /// <summary>Which side of its limit a criterion asks for.</summary>
    private static string Direction(PromotionCriterion c) =>
        c.Value == c.Limit && !c.Holds ? "not"
        : c.Holds == c.Value >= c.Limit ? "at least"
        : "at most";

    private static IHtmlContent Comparison(PromotionEvidence e)
    {
        var criteria = Html.Table(
            "Promotion criteria",
            ["criterion", "measured", "limit", "met"],
            e.Criteria.Select(c =>
                (IReadOnlyList<object>)
                    [
                        c.Name,
                        Four(c.Value),
                        $"{Direction(c)} {Four(c.Limit)}",
                        c.Holds ? "yes" : Html.Of($"<span class=\"word-act\">no</span>"),
                    ]
            )
        );
        var basis = e.Champion is null
            ? "There was no champion to compare with; the challenger's own hold-out predictions decide."
            : "Both on the same patients, whom neither was trained on; intervals by a paired bootstrap of patients.";
        return Html.Section(
            "decision",
            e.Champion is null ? "The decision" : "Champion and challenger",
            Html.Of($"<p>{basis} {Numbers.Count(e.Patients)} patients, {Numbers.Count(e.Strokes)} strokes.</p>"),
            e.Champion is { } champion ? Duel(e, champion) : Html.None,
            criteria);
    }

    private static IHtmlContent Duel(PromotionEvidence e, ModelScore champion) =>
        Html.Table(
            "On the same patients",
            ["measure", "champion", "challenger", "difference"],
            [
                ["recall", Numbers.WithInterval(champion.Recall), Numbers.WithInterval(e.Challenger.Recall), Signed(e.RecallGain)],
                [
                    "precision",
                    Numbers.WithInterval(champion.Precision),
                    Numbers.WithInterval(e.Challenger.Precision),
                    Signed(e.PrecisionGain),
                ],
                [
                    "log loss, nats",
                    Numbers.WithInterval(champion.LogLoss),
                    Numbers.WithInterval(e.Challenger.LogLoss),
                    Signed(e.LogLossGain),
                ],
                [
                    "area under the ROC curve",
                    Numbers.WithInterval(champion.RocAuc),
                    Numbers.WithInterval(e.Challenger.RocAuc),
                    "",
                ],
            ]
        );

    private static string Signed(Estimate? e) =>
        e is null
            ? ""
            : $"{e.Value:+0.000;-0.000;0.000} ({e.Low:+0.000;-0.000;0.000} to {e.High:+0.000;-0.000;0.000})";

    private static string Four(double value) => value.ToString("0.####");

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
