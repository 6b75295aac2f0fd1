using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>One report: {name}.json or {name}.html; without an ending, what the caller accepts (JSON if anything).</summary>
internal sealed class GetReport(ReportArchive archive)
{
    [Function("GetReport")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/reports/{name}")] HttpRequest request, string name, CancellationToken ct)
    {
        var asHtml = name.EndsWith(".html", StringComparison.Ordinal)
            || (!name.EndsWith(".json", StringComparison.Ordinal) && ReportPages.Wants(request, "text/html"));
        var plain = name.EndsWith(".html", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal) ? name[..^5] : name;
        var blob = asHtml ? await archive.ReadHtmlAsync(plain, ct) : await archive.ReadJsonAsync(plain, ct);
        if (blob is null) return TypedResults.Problem($"There is no report '{plain}'.", statusCode: StatusCodes.Status404NotFound);
        return asHtml ? ReportPages.Html(request, blob.Content) : TypedResults.Bytes(blob.Content, "application/json");
    }
}
