using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Monitoring;

namespace StrokeFunctions.Functions;

/// <summary>All reports, newest first: as JSON, or as a page for a browser.</summary>
internal sealed class ListReports(ReportIndex index)
{
    [Function("ListReports")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/reports")] HttpRequest request, CancellationToken ct)
    {
        var reports = await index.ReadAsync(ct);
        return ReportPages.Wants(request, "text/html")
            ? ReportPages.Html(request, ReportIndexPage.Render(reports))
            : TypedResults.Json([.. reports.Select(report => report.Answer)], ReportAnswerJson.Default.IReadOnlyListReportAnswer);
    }
}
