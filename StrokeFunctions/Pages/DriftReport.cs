using Microsoft.AspNetCore.Html;
using StrokeFunctions.Monitoring;

namespace StrokeFunctions.Pages;

/// <summary>A report as one HTML page: the same record as its JSON, read from the top down by somebody who must decide something.</summary>
internal static class DriftReport
{
    /// <summary>The whole page.</summary>
    public static string Render(Report report)
    {
        var lead = Html.Of(
            $"""
            {report.Window.Source}, compared with the {Numbers.Count(report.Model.TrainingRows)} training rows of model
            {report.Model.Version}. {report.Date:yyyy-MM-dd}.
            """
        );
        return Page.Render(
            $"Report on {Subject(report)}",
            lead,
            Html.Join([
                ReportSummary.Render(report),
                ReportDrift.Section(report),
                WindowSection(report),
                QualitySection(report.DataQuality),
                PerformanceSection.Balance(report),
                PerformanceSection.Section(report),
                PerformanceSection.SubgroupSection(report),
                PerformanceSection.Estimated(report.EstimatedPerformance, report.Performance),
                RetrainSection(report.Retrain),
                HistorySection(report),
            ])
        );
    }

    /// <summary>A verdict's level as a word in its colour.</summary>
    public static IHtmlContent LevelWord(string level) => Html.Of($"<span class=\"word-{level}\">{level}</span>");

    private static string Subject(Report report) => report.Kind == "dataset" ? "the newest dataset" : "scored patients";

    private static IHtmlContent WindowSection(Report report)
    {
        var (overlap, window) = (report.Overlap, report.Window);
        var period = window.From is { } from ? $"{Numbers.Time(from)} to {Numbers.Time(window.To)}" : $"written {Numbers.Time(window.To)}";
        var sample = window.SampledFrom is { } all ? $", of patients drawn from {Numbers.Count(all)} rows" : "";
        var gist = $"{Numbers.Count(window.Rows)} rows{sample}, {Numbers.Count(overlap.NewPatients)} new patients";
        return Html.Fold("window", "Patients", gist, Html.Table($"Patients of {window.Source} ({period})", ["what", "count"],
        [
            .. window.SampledFrom is { } scored
                ? (IReadOnlyList<object>[])[["rows in all, of which a sample of patients is looked at", Numbers.Count(scored)]]
                : [],
            ["rows that could be read", Numbers.Count(window.Rows)],
            ["known patients (the model was trained on them)", Numbers.Count(overlap.KnownPatients)],
            ["known patients under other ids, recognised by their ten values", Numbers.Count(overlap.RecognisedPatients)],
            ["new patients", Numbers.Count(overlap.NewPatients)],
            ["rows that are training rows of the model", Numbers.Count(overlap.TrainedRows)],
            ["repeat records (another record of a patient already known)", Numbers.Count(overlap.RepeatRecords)],
            ["rows that repeat an earlier row", Numbers.Count(overlap.DuplicateRows)],
            ["new rows: drift is measured on these", Numbers.Count(overlap.NewRows)],
        ]));
    }

    private static IHtmlContent QualitySection(DataQuality quality)
    {
        var faults =
            quality.Faults.Count == 0
                ? Html.Of($"<p>Every value is allowed.</p>")
                : Html.Table(
                    "The most frequent faulty values",
                    ["column", "what", "found", "allowed", "rows"],
                    quality.Faults.Select(f =>
                        (IReadOnlyList<object>)
                            [ColumnTable.Name(f.Column ?? "(whole row)"), f.Kind, Text(f.Found), Text(f.Allowed), Numbers.Count(f.Count)]
                    )
                );
        var missing = Html.Table(
            "Missing values",
            ["column", "reference", "now"],
            quality
                .Columns.Where(c => c.Reference + c.Current > 0)
                .Select(c =>
                    (IReadOnlyList<object>)
                        [
                            ColumnTable.Name(c.Name),
                            $"{Numbers.Count(c.Reference)} ({Numbers.Percent(c.ReferenceShare)})",
                            $"{Numbers.Count(c.Current)} ({Numbers.Percent(c.CurrentShare)})",
                        ]
                )
                .Append(["all columns together", Numbers.Percent(quality.MissingShareReference), Numbers.Percent(quality.MissingShare)])
        );
        var constant =
            quality.ConstantColumns.Count == 0
                ? Html.None
                : Html.Of($"<p>Columns without variation: {string.Join(", ", quality.ConstantColumns)}.</p>");
        return Html.Fold(
            "quality",
            "Data quality",
            $"{Numbers.Count(quality.FaultyRows)} faulty rows, {Numbers.Percent(quality.MissingShare)} of the values missing",
            Html.Of(
                $"""
                <p>{Numbers.Count(quality.FaultyRows)} of {Numbers.Count(quality.Rows)} rows are faulty
                ({Numbers.Percent(quality.FaultyShare)}).</p>
                """
            ),
            constant,
            faults,
            missing
        );
    }

    private static IHtmlContent RetrainSection(RetrainDecision retrain)
    {
        return Html.Fold(
            "retrain",
            "Do the risks still hold",
            retrain.Decision,
            Html.Of($"<p><strong>{retrain.Decision}</strong>: {retrain.Reason}</p>"),
            retrain.Change is { } change ? MeasureTables.Change(change) : Html.None
        );
    }

    private static IHtmlContent HistorySection(Report report)
    {
        var changes =
            report.Changes.Count == 0
                ? Html.Of($"<p>There is no report of this kind from an earlier day.</p>")
                : Html.List([.. report.Changes]);
        if (report.Trend.Count == 0)
            return Html.Fold("history", "History", "the first of its kind", changes);
        var rows = report
            .Trend.Append(Trend.PointOf("this report", report))
            .Reverse()
            .Select(t =>
                (IReadOnlyList<object>)
                    [
                        t.Name,
                        LevelWord(t.Level),
                        Numbers.Percent(t.DriftShare),
                        Optional(t.Recall),
                        Optional(t.Precision),
                        Optional(t.RocAuc),
                    ]
            );
        return Html.Fold(
            "history",
            "History",
            $"{report.Trend.Count + 1} reports",
            Html.Of($"<h3>Since the last report</h3>"),
            changes,
            TrendChart(report),
            Html.Table("Reports, newest first", ["report", "verdict", "drifted columns", "recall", "precision", "ROC AUC"], rows)
        );
    }

    private static IHtmlContent TrendChart(Report report)
    {
        var points = report.Trend.Append(Trend.PointOf("this report", report)).ToList();
        if (points.Count < 3)
            return Html.None;
        var drifted = points.Select((p, i) => new ChartPoint(i + 1, p.DriftShare));
        var recall = points.Index()
            .Where(p => p.Item.Recall is not null)
            .Select(p => new ChartPoint(p.Index + 1, p.Item.Recall!.Value));
        var chart = Charts.Lines("trend", "Trend", "Share of drifted columns, and recall where it was measured, by report.",
            new ChartAxis("report, the last is this one", IsCount: true), new ChartAxis("share", 0, 1),
            [
                new ChartSeries("drifted columns", ChartColor.Current, ChartStyle.Line, [.. drifted]),
                new ChartSeries("recall", ChartColor.Third, ChartStyle.Dots, [.. recall]),
            ]);
        return Html.Of($"<div class=\"plots\">{chart}</div>");
    }

    private static IHtmlContent Text(string text) => Html.Of($"<span class=\"text\">{text}</span>");

    private static string Optional(double? value) => value is { } number ? Numbers.Share(number) : "not measured";
}

/// <summary>The drift section of a report's page.</summary>
internal static class ReportDrift
{
    /// <summary>The table of all columns, with a chart behind each row.</summary>
    public static IHtmlContent Section(Report report)
    {
        if (report.Window.NewRows == 0) return Html.Section("drift", "Drift", Html.Of($"<p>Not measured: no row is new to the model.</p>"));
        var drift = report.DatasetDrift;
        var few = report.Window.NewRows < Verdict.MinRowsForDrift ? ", so few that the distances are large by chance" : "";
        var summary = Html.Of(
            $"""
            <p>{drift.DriftedColumns} of {drift.Columns} columns are beyond the threshold of their default test
            ({Numbers.Percent(drift.Share)}); the dataset as a whole {(drift.Drifted ? "has drifted" : "has not drifted")}
            (limit {Numbers.Percent(drift.Threshold)}). Measured on the {Numbers.Count(report.Window.NewRows)} new rows{few}.</p>
            """
        );
        return Html.Section(
            "drift",
            "Drift",
            summary,
            ColumnTable.Render(report.Columns),
            Html.Of(
                $"""
                <p class="note">The default test and its limit are Evidently's. A material change needs more: an adjusted p below
                {ColumnDrift.Level} (Holm, over all columns) and a distance of at least {ColumnDrift.MaterialDistance}, or patients of
                other ages under the same code. Only a material change moves the verdict.</p>
                """
            )
        );
    }
}
