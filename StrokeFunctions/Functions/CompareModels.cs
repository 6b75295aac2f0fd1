using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Two versions side by side: measures, settings and datasets.</summary>
internal sealed class CompareModels(ModelRegistry registry)
{
    [Function("CompareModels")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/{version}/compare/{other}")] HttpRequest request,
        string version,
        string other,
        CancellationToken cancellationToken)
    {
        if (await registry.ResolveAsync(version, cancellationToken) is not { } one) return ModelProblems.NotFound(version);
        if (await registry.ResolveAsync(other, cancellationToken) is not { } two) return ModelProblems.NotFound(other);
        var comparison = ModelComparison.Of(
            await registry.GetManifestAsync(one, cancellationToken), await registry.GetManifestAsync(two, cancellationToken));
        return TypedResults.Json(comparison, RegistryJson.Default.ModelComparison);
    }
}
