using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Calls HTTP functions as the standalone app does, and answers a failed one in problem+json: with the status of the request's own fault,
/// else 500 without details. The worker's own answer would be an empty one, its own binding of parameters takes longer than a score, and
/// the result is written here, since reading a body that is too large fails only while the answer is made.
/// </summary>
internal sealed partial class HttpCalls(FunctionCatalog catalog, FunctionInvoker invoker, ILogger<HttpCalls> logger)
    : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        // What the worker looks for when the function has ended: a result, which here is written already.
        context.GetInvocationResult().Value = TypedResults.Empty;
        var name = context.FunctionDefinition.Name;
        try
        {
            // The host has checked the key before the request comes here.
            if (RequestGuard.Refuse(http.Request, name, hasKeys: true) is { } refusal)
            {
                await refusal.ExecuteAsync(http);
                return;
            }

            // Whoever sent it is gone, or the host ends the call.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, context.CancellationToken);
            await invoker.InvokeAsync(catalog.HttpFunction(name), http, either.Token);
        }
#pragma warning disable CA1031 // the boundary between a request and the server: whatever fails is told to the caller
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (RequestFault.StatusOf(exception) >= StatusCodes.Status500InternalServerError) Failed(name, exception);
            await RequestFault.AnswerAsync(http, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "The function {Function} failed.")]
    private partial void Failed(string function, Exception exception);
}

/// <summary>
/// Gives answers that are only a status code a body in problem+json. The worker has no other way into its pipeline than this.
/// </summary>
internal sealed class StatusCodeProblems : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseStatusCodePages(RequestFault.AnswerAsync);
        next(app);
    };
}
