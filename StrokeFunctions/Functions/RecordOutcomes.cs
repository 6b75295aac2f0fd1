using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Monitoring;

namespace StrokeFunctions.Functions;

/// <summary>Takes what really happened to scored patients, so that reports can tell how good the scores were.</summary>
internal sealed class RecordOutcomes(OutcomeRecorder recorder)
{
    [Function("RecordOutcomes")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/outcomes")] HttpRequest request, CancellationToken ct)
    {
        var (recorded, faults) = await recorder.RecordAsync(request.Body, ct);
        if (faults.Count == 0) return TypedResults.Text($"{{\"recorded\":{recorded}}}", "application/json");
        var errors = faults.Select(f => new Dictionary<string, string?> { ["pointer"] = f.Pointer, ["found"] = f.Found, ["allowed"] = f.Allowed });
        return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "Outcomes are not as they must be; none was kept.",
            extensions: [new("errors", errors.ToList())]);
    }
}
