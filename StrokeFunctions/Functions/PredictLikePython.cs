using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Functions;

/// <summary>Scores one patient under the contract of the Python service that this app replaces.</summary>
internal sealed class PredictLikePython(ScoreEndpoint endpoint)
{
    [Function("PredictLikePython")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "predict")] HttpRequest request, CancellationToken ct) =>
        endpoint.PredictAsync(request, ct);
}
