using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Scoring;
using StrokeFunctions.Training;

namespace StrokeFunctions.Functions;

/// <summary>Whether patients can be scored, and how fresh everything is; 503 with the reason before the first model.</summary>
internal sealed class HealthReady(Readiness readiness, TrainingStatus training)
{
    [Function("HealthReady")]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health/ready")] HttpRequest request) =>
        Task.FromResult<IResult>(readiness.Answer(training.Write));
}
