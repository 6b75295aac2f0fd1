using Microsoft.AspNetCore.Html;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>The list of reports as a page.</summary>
internal static class ReportIndexPage
{
    /// <summary>Fewer reports of a kind are no trend.</summary>
    private const int LeastPoints = 3;

    /// <summary>The whole page, newest report first.</summary>
    public static string Render(IReadOnlyList<ListedReport> reports)
    {
        var list =
            reports.Count == 0
                ? Html.Of($"<p>There is no report yet. POST /api/reports writes one.</p>")
                : Html.Table(
                    "Newest first",
                    ["report", "verdict", "in a sentence"],
                    reports
                        .Select(r => r.Answer)
                        .Select(r =>
                            (IReadOnlyList<object>)
                                [
                                    Html.Of($"<a href=\"{r.Html}\">{r.Name}</a>"),
                                    DriftReport.LevelWord(r.Level),
                                    Html.Of($"<span class=\"text\">{r.Verdict}</span>"),
                                ]
                        )
                );
        var notFine = reports.Count(r => r.Answer.Level != Verdict.Fine);
        return Page.Render("Reports", Html.Of($"{reports.Count} {(reports.Count == 1 ? "report" : "reports")}, {notFine} not fine."),
            Html.Join([Trends(reports), Html.Section("reports", "All reports", list)]));
    }

    private static IHtmlContent Trends(IReadOnlyList<ListedReport> reports)
    {
        IHtmlContent[] charts =
        [
            .. reports
                .Reverse()
                .GroupBy(r => r.Kind)
                .Where(kind => kind.Count() >= LeastPoints)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(Trend),
        ];
        return charts.Length == 0 ? Html.None : Html.Section("trend", "Trend", Html.Of($"<div class=\"plots\">{Html.Join(charts)}</div>"));
    }

    private static IHtmlContent Trend(IGrouping<string, ListedReport> kind)
    {
        var title = kind.Key switch
        {
            "dataset" => "Datasets",
            "scoring" => "Scored patients",
            _ => "Chosen intervals",
        };
        return Charts.Lines(
            $"trend-{kind.Key}",
            title,
            "Share of drifted columns, and recall as it was measured and as the probabilities expected it, by report.",
            new ChartAxis("report, the newest on the right", IsCount: true),
            new ChartAxis("share", 0, 1),
            [
                new ChartSeries(
                    "estimated recall",
                    ChartColor.Reference,
                    ChartStyle.Dashed,
                    [.. Points(kind, r => r.EstimatedRecall).Select(p => new ChartPoint(p.X, p.Y))]
                ),
                new ChartSeries(
                    "drifted columns",
                    ChartColor.Current,
                    ChartStyle.Line,
                    [.. kind.Select((r, i) => new ChartPoint(i + 1, r.DriftShare))]
                ),
                new ChartSeries("measured recall", ChartColor.Third, ChartStyle.Dots, [.. Points(kind, r => r.Recall)]),
            ]);
    }

    private static IEnumerable<ChartPoint> Points(IEnumerable<ListedReport> reports, Func<ListedReport, Estimate?> measure) =>
        from report in reports.Index()
        let estimate = measure(report.Item)
        where estimate is not null
        select new ChartPoint(report.Index + 1, estimate.Value, estimate.Low, estimate.High);
}
