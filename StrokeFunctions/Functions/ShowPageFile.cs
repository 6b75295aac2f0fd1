using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Pages;

namespace StrokeFunctions.Functions;

/// <summary>What the web page loads, and the page of the API.</summary>
internal static class ShowPageFile
{
    [Function("ShowPageFile")]
    public static Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "app/{name}")] HttpRequest request, string name) =>
        Task.FromResult(WebFiles.Find(name) is { } file
            ? WebPages.Answer(request, file)
            : TypedResults.Problem($"There is no file '{name}'.", statusCode: StatusCodes.Status404NotFound));
}
