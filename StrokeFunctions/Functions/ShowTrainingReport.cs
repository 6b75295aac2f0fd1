using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>The report of the training that made a version: what came, what was decided, by what numbers.</summary>
internal sealed class ShowTrainingReport(ModelRegistry registry)
{
    [Function("ShowTrainingReport")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/{version}/training")] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        await ModelPages.ShowAsync(registry, version, ModelRegistry.TrainingReportFile, request.HttpContext.Response, cancellationToken);
}
