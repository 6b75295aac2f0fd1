using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Pages;

namespace StrokeFunctions.Functions;

/// <summary>The web page at the root. It holds nothing secret: its requests need the key, as everybody's.</summary>
internal static class ShowPage
{
    [Function("ShowPage")]
    public static Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/")] HttpRequest request) =>
        Task.FromResult(WebPages.Answer(request, WebFiles.Home));
}
