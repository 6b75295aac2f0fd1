using StrokeFunctions.Pages;

namespace StrokeFunctions.Monitoring;

/// <summary>The list of reports as a page.</summary>
internal static class ReportIndexPage
{
    /// <summary>The whole page, newest report first.</summary>
    public static string Render(IReadOnlyList<ReportAnswer> reports)
    {
        var list = reports.Count == 0
            ? Html.Of($"<p>There is no report yet. POST /api/reports writes one.</p>")
            : Html.Table("Newest first", ["report", "verdict", "in a sentence"], reports.Select(r => (IReadOnlyList<object>)
                [Html.Of($"<a href=\"{r.Html}\">{r.Name}</a>"), ReportPage.LevelWord(r.Level), Html.Of($"<span class=\"text\">{r.Verdict}</span>")]));
        return Page.Render("Reports", Html.Of($"{reports.Count} reports, {reports.Count(r => r.Level != Verdict.Fine)} of them not fine."), Html.Section("reports", "All reports", list));
    }
}
