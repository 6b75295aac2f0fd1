using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>The manifest of one version; "champion", "previous" and tags name versions too.</summary>
internal sealed class ShowModel(ModelRegistry registry)
{
    [Function("ShowModel")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/{version}")] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        await registry.ResolveAsync(version, cancellationToken) is { } resolved
            ? TypedResults.Json(await registry.GetManifestAsync(resolved, cancellationToken), RegistryJson.Default.Manifest)
            : ModelProblems.NotFound(version);
}
