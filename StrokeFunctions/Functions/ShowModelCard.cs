using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>The model card of one version: what it is for, how good it is, and where it is not.</summary>
internal sealed class ShowModelCard(ModelRegistry registry)
{
    [Function("ShowModelCard")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/{version}/card")] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        await ModelPages.ShowAsync(registry, version, ModelRegistry.CardFile, request.HttpContext.Response, cancellationToken);
}
