using Microsoft.AspNetCore.Html;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>The first screen of a report: must I do something, and what? The verdict, four figures with their change, what moved.</summary>
internal static class ReportSummary
{
    /// <summary>The whole first screen.</summary>
    public static IHtmlContent Render(Report report) => Html.Join([VerdictBox(report), Figures(report), Moved(report)]);

    private static IHtmlContent VerdictBox(Report report)
    {
        var verdict = report.Verdict;
        var others = Html.List([.. verdict.Reasons.Skip(1)]);
        var model = report.Model.Note is { } note ? Html.Of($"<p>{note}</p>") : Html.None;
        return Html.Of($"""
            <section class="verdict {verdict.Level}" aria-label="Verdict"><p><strong>{verdict.Sentence}</strong></p>{others}
            <p><b>Retraining: {report.Retrain.Decision}.</b> {report.Retrain.Reason}</p>{model}</section>

            """);
    }

    private static IHtmlContent Figures(Report report)
    {
        var (now, reference) = (report.Performance, report.PerformanceReference);
        var drift = report.DatasetDrift;
        return Html.Of($"""
            <dl class="figures">
            {Figure("recall", now?.Recall, reference?.Recall, Numbers.Share, Numbers.Share)}
            {Figure("precision", now?.Precision, reference?.Precision, Numbers.Share, Numbers.Share)}
            {Figure(
                "share of strokes",
                Known(report.ClassBalance),
                Known(report.ClassBalanceReference),
                Numbers.Percent,
                Numbers.Points)}
            <div><dt>drifted columns</dt><dd class="big">{drift.DriftedColumns} of {drift.Columns}</dd>
            <dd class="note">{Before(report)}</dd></div>
            </dl>

            """);
    }

    private static Estimate? Known(ClassBalance balance) =>
        balance.StrokeShare is { } share && double.IsFinite(share.Value) ? share : null;

    private static IHtmlContent Figure(
        string name,
        Estimate? now,
        Estimate? reference,
        Func<double, string> text,
        Func<double, string> difference)
    {
        var change = (now, reference) switch
        {
            (null, null) => "",
            (null, { } then) => $"reference {text(then.Value)}",
            ({ } e, null) => $"{text(e.Low)} to {text(e.High)}",
            ({ } e, { } then) => $"{Sign(e.Value - then.Value)}{difference(Math.Abs(e.Value - then.Value))} against {text(then.Value)}",
        };
        var value = now is null ? "not measured" : text(now.Value);
        return Html.Of($"<div><dt>{name}</dt><dd class=\"big\">{value}</dd><dd class=\"note\">{change}</dd></div>");
    }

    private static string Sign(double change) => change < 0 ? "−" : "+";

    private static string Before(Report report) => report.Trend is [.., var last]
        ? $"{Numbers.Percent(last.DriftShare)} in the last report"
        : $"limit {Numbers.Percent(report.DatasetDrift.Threshold)}";

    private static IHtmlContent Moved(Report report)
    {
        // What the verdict's sentence names already is not said twice.
        var moved = report.Columns.Where(c => c.Significant).ToList();
        var isSaid = moved.Count > 0 && moved.TrueForAll(c => report.Verdict.Sentence.Contains(c.Effect, StringComparison.Ordinal));
        var notes = report.Verdict.Notes.Count == 0
            ? Html.None
            : Html.Of($"<details class=\"fold\"><summary><b>Notes</b></summary>{Html.List([.. report.Verdict.Notes])}</details>");
        if (moved.Count == 0) return Html.Of($"<p>No column has moved so far that it matters.</p>{notes}");
        if (isSaid) return notes;
        return Html.Of($"""
            <p><b>Columns that moved:</b> {Html.Join(moved.Select((c, i) =>
                Html.Of($"{(i == 0 ? "" : "; ")}{ColumnTable.Name(c.Name)} ({c.Effect})")))}.</p>{notes}
            """);
    }
}
