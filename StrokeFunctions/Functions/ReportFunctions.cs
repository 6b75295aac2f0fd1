using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using StrokeFunctions.Hosting;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Pages;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Functions;

/// <summary>Reports on schedule and on request, and the outcomes that they compare with.</summary>
internal sealed class ReportFunctions(
    ReportWriter reports,
    ReportIndex index,
    ReportArchive archive,
    OutcomeRecorder recorder,
    BodyBudget budget
)
{
    /// <summary>Writes the reports on schedule (setting DriftReport__Schedule).</summary>
    [Function("DriftReport")]
    public Task DriftReportAsync(
        [TimerTrigger("%DriftReport:Schedule%", UseMonitor = true)] TimerInfo timer,
        CancellationToken cancellationToken
    ) => reports.WriteAllAsync(cancellationToken);

    /// <summary>All reports with their figures, newest first; a browser is sent to their page.</summary>
    [Function("ListReports")]
    public async Task<IResult> ListReportsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/reports")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        ReportPages.Wants(request, "text/html")
            ? TypedResults.Redirect("/app/reports")
            : TypedResults.Json(await index.ReadAsync(cancellationToken), ReportIndexJson.Default.IReadOnlyListListedReport);

    /// <summary>One report: {name}.json or {name}.html; without an ending, what the caller accepts (JSON if anything).</summary>
    [Function("GetReport")]
    public async Task<IResult> GetReportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/reports/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken
    )
    {
        var asHtml = name.EndsWith(".html", StringComparison.Ordinal)
            || (!name.EndsWith(".json", StringComparison.Ordinal) && ReportPages.Wants(request, "text/html"));
        var plain =
            name.EndsWith(".html", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal) ? name[..^5] : name;
        var blob = asHtml ? await archive.ReadHtmlAsync(plain, cancellationToken) : await archive.ReadJsonAsync(plain, cancellationToken);
        if (blob is null) return Problem.OfStatus(StatusCodes.Status404NotFound, $"There is no report '{plain}'.");
        return asHtml ? ReportPages.Html(request, blob.Content) : TypedResults.Bytes(blob.Content, "application/json");
    }

    /// <summary>Writes a report now: on the newest dataset, or with ?window=scoring or ?from=&amp;to= on scored patients.</summary>
    [Function("WriteReport")]
    [OpenedBy(KeyGroup.Admin)]
    public async Task<IResult> WriteReportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/reports")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var asked = ReportRequest.Parse(request.Query["window"], request.Query["from"], request.Query["to"]);
        if (asked.Fault is { } fault) return Problem.OfStatus(StatusCodes.Status400BadRequest, fault);
        return await reports.WriteAsync(asked.Kind, asked.From, asked.To, cancellationToken) switch
        {
            ReportOutcome.Written written => TypedResults.Json(
                ReportAnswer.Of(written.Name, written.Report.Verdict),
                ReportAnswerJson.Default.ReportAnswer
            ),
            ReportOutcome.Nothing nothing => Problem.OfStatus(StatusCodes.Status409Conflict, nothing.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    /// <summary>Takes whether scored patients have had a stroke, so that reports can tell how good the scores were.</summary>
    [Function("RecordOutcomes")]
    public async Task<IResult> RecordOutcomesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/outcomes")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentLength > OutcomeRecorder.MaxBytes) return TooLong();
        await using var body = RequestBody.OpenDecoded(request, budget);
        try
        {
            if (await body.ReadAsync(OutcomeRecorder.MaxBytes, cancellationToken) is null) return TooLong();
            var (recorded, matched, faults) = await recorder.RecordAsync(body.Again(), cancellationToken);
            return faults.Count == 0
                ? TypedResults.Json(new RecordedOutcomes(recorded, matched), ReportAnswerJson.Default.RecordedOutcomes)
                : Faulty(faults);
        }
        catch (StreamTooLongException)
        {
            return TooLong();
        }
        catch (BodyBudgetException fault)
        {
            return Problem.Busy(fault.Message);
        }
    }

    private static Problem Faulty(IReadOnlyList<RowError> faults)
    {
        var errors = new FaultList();
        foreach (var fault in faults) errors.Add(fault);
        return new Problem(StatusCodes.Status400BadRequest, "Outcomes are not as they must be; none was kept.", Errors: errors);
    }

    private static Problem TooLong() => new(StatusCodes.Status413PayloadTooLarge, "The request is too large.",
        $"At most {OutcomeRecorder.MaxBytes} bytes are taken at once; send several requests. None was kept.");
}

/// <summary>HTML answers of the report functions, which allow nothing but the page's own style.</summary>
internal static class ReportPages
{
    /// <summary>Whether a caller names a media type itself (not by a wildcard).</summary>
    public static bool Wants(HttpRequest request, string mediaType) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));

    /// <summary>A page.</summary>
    public static IResult Html(HttpRequest request, string page) => Html(request, Encoding.UTF8.GetBytes(page));

    /// <inheritdoc cref="Html(HttpRequest, string)"/>
    public static IResult Html(HttpRequest request, ReadOnlyMemory<byte> page)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Page.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.Vary] = HeaderNames.Accept;
        return TypedResults.Bytes(page, "text/html; charset=utf-8");
    }
}
