using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Pages;

namespace StrokeFunctions.Functions;

/// <summary>The web page at the root. It holds nothing secret: its requests need the key, as everybody's.</summary>
internal static class ShowPage
{
    /// <summary>Matches the root alone. The host takes an empty route for the function's name, and the worker can't parse a route of "/".</summary>
    private const string Root = "{root:maxlength(0)?}";

    [Function("ShowPage")]
    public static Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Root)] HttpRequest request) =>
        Task.FromResult(WebPages.Answer(request, WebFiles.Home));
}
