using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Hosting.Contract;

namespace StrokeFunctions.Functions;

/// <summary>The contract, as OpenAPI 3.1.</summary>
internal sealed class OpenApi(ApiDocument document)
{
    [Function("OpenApi")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request, CancellationToken ct) =>
        TypedResults.Bytes(await document.ToJsonAsync(ct), "application/json");
}
