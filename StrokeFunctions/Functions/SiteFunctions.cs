using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Pages;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Functions;

/// <summary>The web page, its files, and the contract.</summary>
internal sealed class SiteFunctions(ApiDocument document)
{
    /// <summary>
    /// Matches the root alone. The host takes an empty route for the function's name, and the worker can't parse a route of "/".
    /// </summary>
    private const string Root = "{root:maxlength(0)?}";

    /// <summary>The web page at the root. It holds nothing secret: its requests need the key, as everybody's.</summary>
    [Function("ShowPage")]
    public static Task<IResult> ShowPageAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head",
        Route = Root)] HttpRequest request) =>
        Task.FromResult(WebPages.Answer(request, WebFiles.Home));

    /// <summary>What the web page loads, and the page of the API.</summary>
    [Function("ShowPageFile")]
    public static Task<IResult> ShowPageFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "app/{name}")] HttpRequest request,
        string name
    ) =>
        Task.FromResult(
            WebFiles.Find(name) is { } file
                ? WebPages.Answer(request, file)
                : Problem.OfStatus(StatusCodes.Status404NotFound, $"There is no file '{name}'.")
        );

    /// <summary>The contract, as OpenAPI 3.1.</summary>
    [Function("OpenApi")]
    public async Task<IResult> OpenApiAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request,
            CancellationToken cancellationToken) =>
        TypedResults.Bytes(await document.ToJsonAsync(cancellationToken), "application/json");
}

/// <summary>Answers with the files of the web page, which allow no code and no style but their own.</summary>
internal static class WebPages
{
    /// <summary>The file, or 304 if the browser has it.</summary>
    public static IResult Answer(HttpRequest request, WebFile file)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = WebFiles.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Content, file.ContentType, entityTag: EntityTagHeaderValue.Parse(file.ETag));
    }
}
