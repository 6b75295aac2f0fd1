using Microsoft.AspNetCore.Html;
using StrokeFunctions.Pages;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>The sections of a report's page on outcomes and on how well the model predicts them.</summary>
internal static class ReportPerformance
{
    private const string Withheld = "too few patients";

    /// <summary>How many strokes there are, now and in the reference.</summary>
    public static IHtmlContent Balance(Report report)
    {
        var (now, before) = (report.ClassBalance, report.ClassBalanceReference);
        return Html.Section("balance", "Outcomes", Html.Table("Rows by outcome", ["measure", "reference", "now"],
        [
            ["with stroke", Numbers.Count(before.WithStroke), Numbers.Count(now.WithStroke)],
            ["without stroke", Numbers.Count(before.WithoutStroke), Numbers.Count(now.WithoutStroke)],
            ["outcome unknown", Numbers.Count(before.Unknown), Numbers.Count(now.Unknown)],
            ["share of strokes (95 % interval)", Numbers.WithInterval(before.StrokeShare), Numbers.WithInterval(now.StrokeShare)],
        ]));
    }

    /// <summary>Measures, confusion matrices and curves, beside the reference's.</summary>
    public static IHtmlContent Section(Report report)
    {
        var (now, reference) = (report.Performance, report.PerformanceReference);
        if ((now ?? reference) is not { } shown) return Html.Section("performance", "Performance", Html.Of($"<p>Not measured: there are too few labelled patients that the model has not seen.</p>"));
        var basis = now is null
            ? Html.Of($"<p>Not measured on this window: {Withheld} with a known outcome that the model has not seen (it takes {Performance.LeastPatients} patients with {Performance.LeastOfEach} of either outcome). Shown is the reference alone: {reference?.MeasuredOn}.</p>")
            : Html.Of($"<p>Now: {now.MeasuredOn}. Reference: {reference?.MeasuredOn ?? "not kept in the manifest"}. Threshold {Numbers.Share(report.Model.Threshold)}. In brackets: 95 % intervals.</p>");
        return Html.Section("performance", "Performance", basis, Measures(now, reference),
            Html.Of($"<div class=\"plots\">{Html.Join(new[] { now, reference }.Where(q => q is not null).Select((q, i) => Confusion(q!, now is not null && i == 0 ? "now" : "reference")))}</div>"),
            ByClass(now, reference),
            Html.Of($"<div class=\"plots\">{ReportCurves.All(shown, now, reference, report.Model.Threshold)}</div>"));
    }

    /// <summary>Quality by sex, age and residence.</summary>
    public static IHtmlContent SubgroupSection(Report report)
    {
        if (report.Subgroups.Count == 0) return Html.Section("subgroups", "Subgroups", Html.Of($"<p>Not measured, as the performance is not.</p>"));
        return Html.Section("subgroups", "Subgroups", Html.Table("Quality by part of the patients (95 % intervals)",
            ["part", "patients", "strokes", "recall", "precision", "flagged", "share of strokes"],
            report.Subgroups.Select(s => (IReadOnlyList<object>)[$"{s.Column}: {s.Value}", Numbers.Count(s.Patients), s.Strokes is { } strokes ? Numbers.Count(strokes) : "withheld",
                Of(s.Recall), Of(s.Precision), Of(s.FlaggedShare), Of(s.StrokeShare)])),
            Html.Of($"<p class=\"note\">Withheld where a part has fewer than {Performance.LeastPatients} patients or {Performance.LeastOfEach} of either outcome.</p>"));

        static string Of(Estimate? estimate) => estimate is null ? "withheld" : Numbers.WithInterval(estimate);
    }

    /// <summary>What the probabilities expect of themselves.</summary>
    public static IHtmlContent Estimated(EstimatedPerformance? estimated, QualityMeasures? performance)
    {
        if (estimated is null) return Html.Section("estimated", "Estimate without outcomes", Html.Of($"<p>Not estimated: there are fewer than {Performance.LeastPatients} new patients.</p>"));
        var known = estimated.Observed is { } observed
            ? Html.Of($" Of {Numbers.Count(observed.Patients)} of them the outcome is known: {observed.ExpectedStrokes:0.0} strokes were expected, {observed.Strokes} observed.")
            : Html.None;
        return Html.Section("estimated", "Estimate without outcomes",
            Html.Of($"<p>What the probabilities of {Numbers.Count(estimated.Patients)} patients expect, if they are right (confidence-based estimation): {estimated.ExpectedStrokes:0.0} strokes.{known}</p>"),
            Html.Table("Estimated and observed", ["measure", "estimated (95 % interval)", "observed (95 % interval)"],
            [
                ["recall", Numbers.WithInterval(estimated.Recall), Observed(performance?.Recall)],
                ["precision", Numbers.WithInterval(estimated.Precision), Observed(performance?.Precision)],
                ["F1", Numbers.WithInterval(estimated.F1), Observed(performance?.F1)],
                ["accuracy", Numbers.WithInterval(estimated.Accuracy), Observed(performance?.Accuracy)],
                ["ROC AUC", Numbers.WithInterval(estimated.RocAuc), Observed(performance?.RocAuc)],
            ]));

        static string Observed(Estimate? estimate) => estimate is null ? "not known" : Numbers.WithInterval(estimate);
    }

    private static IHtmlContent Measures(QualityMeasures? now, QualityMeasures? reference)
    {
        (string Name, Func<QualityMeasures, Estimate> Of)[] measures =
        [
            ("recall: share of the strokes that are flagged", q => q.Recall), ("precision: share of the flagged that have a stroke", q => q.Precision),
            ("F1: harmonic mean of the two", q => q.F1), ("accuracy", q => q.Accuracy), ("specificity", q => q.Specificity),
            ("ROC AUC (0.5 is guessing)", q => q.RocAuc), ("average precision", q => q.AveragePrecision), ("Brier score (0 is best)", q => q.Brier),
            ("calibration intercept (ideal 0)", q => q.CalibrationIntercept), ("calibration slope (ideal 1)", q => q.CalibrationSlope),
            ("observed / expected strokes (ideal 1)", q => q.ObservedToExpected),
        ];
        return Html.Table("Measures", ["measure", "reference", "now"], measures.Select(m => (IReadOnlyList<object>)
            [m.Name, Numbers.WithInterval(reference is null ? null : m.Of(reference)), now is null ? "not measured" : Numbers.WithInterval(m.Of(now))]));
    }

    private static IHtmlContent Confusion(QualityMeasures quality, string what)
    {
        var c = quality.ConfusionMatrix;
        return Html.Table($"Confusion matrix, {what} ({Numbers.Count(quality.Patients)} patients)", ["actual", "not flagged", "flagged"],
        [
            ["no stroke", Numbers.Count(c.TrueNegatives), Numbers.Count(c.FalsePositives)],
            ["stroke", Numbers.Count(c.FalseNegatives), Numbers.Count(c.TruePositives)],
        ]);
    }

    private static IHtmlContent ByClass(QualityMeasures? now, QualityMeasures? reference)
    {
        var rows = new[] { ("now", now), ("reference", reference) }.Where(q => q.Item2 is not null).SelectMany(q => q.Item2!.ByClass.Select(c => (IReadOnlyList<object>)
            [$"{(c.Class == "1" ? "stroke" : "no stroke")}, {q.Item1}", Numbers.Share(c.Precision), Numbers.Share(c.Recall), Numbers.Share(c.F1), Numbers.Count(c.Support)]));
        return Html.Table("Quality by class", ["class", "precision", "recall", "F1", "support"], rows);
    }
}
