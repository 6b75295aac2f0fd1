using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Monitoring;

namespace StrokeFunctions.Functions;

/// <summary>Writes a report now: on the newest dataset, or with ?window=scoring or ?from=&amp;to= on scored patients.</summary>
internal sealed class WriteReport(ReportWriter reports)
{
    [Function("WriteReport")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/reports")] HttpRequest request, CancellationToken ct)
    {
        var asked = ReportRequest.Parse(request.Query["window"], request.Query["from"], request.Query["to"]);
        if (asked.Fault is { } fault) return TypedResults.Problem(fault, statusCode: StatusCodes.Status400BadRequest);
        return await reports.WriteAsync(asked.Kind, asked.From, asked.To, ct) switch
        {
            ReportOutcome.Written written => TypedResults.Json(ReportAnswer.Of(written.Name, written.Report.Verdict), ReportAnswerJson.Default.ReportAnswer),
            ReportOutcome.Nothing nothing => TypedResults.Problem(nothing.Reason, statusCode: StatusCodes.Status409Conflict),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }
}
