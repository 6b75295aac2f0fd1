using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Every model version, and which of them serves.</summary>
internal sealed class ListModels(ModelRegistry registry)
{
    [Function("ListModels")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models")] HttpRequest request,
        CancellationToken cancellationToken) =>
        TypedResults.Json(await registry.DescribeAsync(cancellationToken), RegistryJson.Default.ModelList);
}
