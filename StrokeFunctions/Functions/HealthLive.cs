using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StrokeFunctions.Functions;

/// <summary>The process answers: nothing more is asked, so that a slow storage account never restarts it.</summary>
internal static class HealthLive
{
    [Function("HealthLive")]
    public static Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health/live")] HttpRequest request) =>
        Task.FromResult<IResult>(TypedResults.Text("live"));
}
