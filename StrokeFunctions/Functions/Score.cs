using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Functions;

/// <summary>Scores one patient, many, or a CSV file; answers in kind.</summary>
internal sealed class Score(ScoreEndpoint endpoint)
{
    [Function("Score")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/score")] HttpRequest request, CancellationToken ct) =>
        endpoint.ScoreAsync(request, ct);
}
