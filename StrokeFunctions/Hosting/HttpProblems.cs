using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Answers a failed HTTP function in problem+json, as the standalone app does: with the status of the request's own
/// fault, else 500 without details. The worker's own answer would be an empty one.
/// The function's result is written here, since reading a body that is too large fails only while the answer is made.
/// </summary>
internal sealed partial class HttpProblems(ILogger<HttpProblems> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            // The host has checked the key before the request comes here.
            if (RequestGuard.Refuse(http.Request, context.FunctionDefinition.Name, hasKeys: true) is { } refusal)
            {
                await refusal.ExecuteAsync(http);
                return;
            }

            await next(context);
            if (context.GetInvocationResult() is { Value: IResult result } invocation)
            {
                invocation.Value = TypedResults.Empty;
                await result.ExecuteAsync(http);
            }
        }
#pragma warning disable CA1031 // the boundary between a request and the server: whatever fails is told to the caller
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (RequestFault.StatusOf(exception) >= StatusCodes.Status500InternalServerError) Failed(context.FunctionDefinition.Name,
                exception);
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
