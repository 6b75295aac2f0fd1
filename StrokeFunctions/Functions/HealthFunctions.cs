using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Hosting;

namespace StrokeFunctions.Functions;

/// <summary>Whether the process lives, and whether it can score.</summary>
internal sealed class HealthFunctions(Readiness readiness)
{
    /// <summary>The process answers: nothing more is asked, so that a slow storage account never restarts it.</summary>
    [Function("HealthLive")]
    public static Task<IResult> HealthLiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/live")] HttpRequest request
    ) => Task.FromResult<IResult>(TypedResults.Text("live"));

    /// <summary>Whether patients can be scored, and how fresh everything is; 503 with the reason before the first model.</summary>
    [Function("HealthReady")]
    public Task<IResult> HealthReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/ready")] HttpRequest request
    ) => Task.FromResult<IResult>(readiness.Answer());
}
