using Microsoft.AspNetCore.Html;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>The sections of a report's page on outcomes and on how well the model predicts them.</summary>
internal static class PerformanceSection
{
    private const string Withheld = "too few patients";

    /// <summary>How many strokes there are, now and in the reference.</summary>
    public static IHtmlContent Balance(Report report)
    {
        var (now, before) = (report.ClassBalance, report.ClassBalanceReference);
        var meaning = Html.Of(
            $"""
            <p>The outcome is whether a patient has had a stroke when the row was written, or up to the date given with it; it does not
            say that one will come.</p>
            """
        );
        var gist = $"{Share(now)} strokes, {Share(before)} in the reference";
        return Html.Fold("balance", "Outcomes", gist, meaning, Html.Table("Rows by outcome", ["measure", "reference", "now"],
        [
            ["with stroke", Numbers.Count(before.WithStroke), Numbers.Count(now.WithStroke)],
            ["without stroke", Numbers.Count(before.WithoutStroke), Numbers.Count(now.WithoutStroke)],
            ["outcome unknown", Numbers.Count(before.Unknown), Numbers.Count(now.Unknown)],
            ["share of strokes (95 % interval)", Numbers.WithInterval(before.StrokeShare), Numbers.WithInterval(now.StrokeShare)],
        ]));
    }

    private static string Share(ClassBalance balance) =>
        balance.StrokeShare is { } share ? Numbers.Percent(share.Value) : "no known";

    /// <summary>Measures, confusion matrices and curves, beside the reference's.</summary>
    public static IHtmlContent Section(Report report)
    {
        var (now, reference) = (report.Performance, report.PerformanceReference);
        var shown = ShownQuality.Of(now, reference);
        if (shown.Count == 0)
            return Html.Fold(
                "performance",
                "Performance",
                "not measured",
                Html.Of($"<p>Not measured: there are too few labelled patients that the model has not seen.</p>")
            );
        var basis = now is null
            ? Html.Of(
                $"""
                <p>Not measured on this window: {Withheld} with a known outcome that the model has not seen (at least
                {Performance.MinPatients} patients with {Performance.MinOfEach} of either outcome are needed). The table shows the
                reference alone: {reference?.MeasuredOn}.</p>
                """
            )
            : Html.Of(
                $"""
                <p>Now: {now.MeasuredOn}. Reference: {reference?.MeasuredOn ?? "not kept in the manifest"}. Decision threshold
                {Numbers.Share(report.Model.Threshold)}. In brackets: 95 % intervals.</p>
                """
            );
        return Html.Fold(
            "performance",
            "Performance",
            now is null ? "not measured, the reference is shown" : $"ROC AUC {Numbers.WithInterval(now.RocAuc)}",
            basis,
            MeasureTables.Measures(shown),
            Figures.Side(shown.Select(MeasureTables.Confusion)),
            ByClass(shown),
            Figures.Side(Figures.Quality(shown, report.Model.Threshold, minimumPrecision: null))
        );
    }

    /// <summary>Quality by sex, age and residence.</summary>
    public static IHtmlContent SubgroupSection(Report report)
    {
        if (report.Subgroups.Count == 0)
            return Html.Fold("subgroups", "Subgroups", "not measured", Html.Of($"<p>Not measured, as the performance is not.</p>"));
        return Html.Fold(
            "subgroups",
            "Subgroups",
            $"{report.Subgroups.Count} groups, {report.Subgroups.Count(s => s.Withheld)} withheld",
            Different(report.GroupDifferences),
            Html.Table(
                "Performance by subgroup (95 % intervals)",
                [
                    "subgroup", "patients", "strokes", "recall", "precision", "flagged", "share of strokes", "observed / expected",
                    "calibration slope",
                ],
                report.Subgroups.Select(s =>
                    (IReadOnlyList<object>)
                        [
                            $"{s.Column}: {s.Value}",
                            Numbers.Count(s.Patients),
                            s.Strokes is { } strokes ? Numbers.Count(strokes) : "withheld",
                            Of(s.Recall),
                            Of(s.Precision),
                            Of(s.FlaggedShare),
                            Of(s.StrokeShare),
                            Of(s.ObservedToExpected),
                            Of(s.CalibrationSlope),
                        ]
                )
            ),
            report.MissingBmi is { } bmi ? WithoutBmi(bmi) : Html.None,
            Html.Of(
                $"""
                <p class="note">Withheld where a subgroup has fewer than {Performance.MinPatients} patients or
                {Performance.MinOfEach} of either outcome, and where such a subgroup could be found by subtraction.</p>
                """
            )
        );

        static string Of(Estimate? estimate) => estimate is null ? "withheld" : Numbers.WithInterval(estimate);
    }

    /// <summary>The groups that differ from all patients, in sentences.</summary>
    public static IHtmlContent Different(IReadOnlyList<string>? differences) => differences is null or []
        ? Html.Of($"<p>No group's interval lies apart from that of all patients.</p>")
        : Html.List(differences);

    private static IHtmlContent WithoutBmi(MissingBmi bmi)
    {
        return Html.Table("Patients without a bmi", ["measure", "reference", "now"],
        [
            ["share", Numbers.Percent(bmi.ShareReference), Numbers.Percent(bmi.Share)],
            ["odds of stroke, times those with a bmi", Ratio(bmi.OddsRatioReference), Ratio(bmi.OddsRatio)],
        ]);

        static string Ratio(Estimate? ratio) => ratio is null ? "withheld" : Numbers.WithInterval(ratio);
    }

    /// <summary>What the probabilities expect of themselves.</summary>
    public static IHtmlContent Estimated(EstimatedPerformance? estimated, QualityMeasures? performance)
    {
        if (estimated is null)
            return Html.Fold(
                "estimated",
                "Estimate without outcomes",
                "not estimated",
                Html.Of($"<p>Not estimated: there are fewer than {Performance.MinPatients} new patients.</p>")
            );
        var known = estimated.Observed is { } observed
            ? Html.Of(
                $"""
                 The outcome of {Numbers.Count(observed.Patients)} of them is known: {observed.ExpectedStrokes:0.0} strokes were expected,
                {observed.Strokes} observed.
                """
            )
            : Html.None;
        return Html.Fold(
            "estimated",
            "Estimate without outcomes",
            $"recall {Numbers.WithInterval(estimated.Recall)}",
            Html.Of(
                $"""
                <p>Confidence-based performance estimation: what the probabilities of {Numbers.Count(estimated.Patients)} patients expect
                if they are well calibrated, {estimated.ExpectedStrokes:0.0} strokes among them.{known}</p>
                <p class="note">It assumes that patients with the same ten values have had strokes as often as among the training rows.
                Where that has changed it is wrong and can't show it; only known outcomes can.</p>
                """
            ),
            Html.Table(
                "Estimated and observed",
                ["measure", "estimated (95 % interval)", "observed (95 % interval)"],
                [
                    ["recall", Numbers.WithInterval(estimated.Recall), Observed(performance?.Recall)],
                    ["precision", Numbers.WithInterval(estimated.Precision), Observed(performance?.Precision)],
                    ["F1", Numbers.WithInterval(estimated.F1), Observed(performance?.F1)],
                    ["accuracy", Numbers.WithInterval(estimated.Accuracy), Observed(performance?.Accuracy)],
                    ["ROC AUC", Numbers.WithInterval(estimated.RocAuc), Observed(performance?.RocAuc)],
                ]
            )
        );

        static string Observed(Estimate? estimate) => estimate is null ? "not known" : Numbers.WithInterval(estimate);
    }

    private static IHtmlContent ByClass(IReadOnlyList<ShownQuality> shown)
    {
        var rows = shown.SelectMany(one =>
            one.Quality.ByClass.Select(c =>
                (IReadOnlyList<object>)
                    [
                        $"{(c.Class == "1" ? "stroke" : "no stroke")}, {one.Name}",
                        Numbers.Share(c.Precision),
                        Numbers.Share(c.Recall),
                        Numbers.Share(c.F1),
                        Numbers.Count(c.Support),
                    ]
            )
        );
        return Html.Table("Quality by class", ["class", "precision", "recall", "F1", "support"], rows);
    }
}
