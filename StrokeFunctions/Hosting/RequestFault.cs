using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Storage;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Hosting;

/// <summary>Whose fault a failed request is: the caller's (4xx), that of storage, which may answer later (503), or ours (500).</summary>
internal static class RequestFault
{
    /// <summary>When to try again after storage failed: its own retries are over by then.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>The status to answer with.</summary>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        // The server's own reader of chunked bodies says so of a length that no number holds.
        IOException { InnerException: OverflowException } => StatusCodes.Status400BadRequest,
        _ when exception.IsOfStorage() => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Answers in problem+json, whatever the caller accepts: with nothing of what a library said.</summary>
    public static Task AnswerAsync(HttpContext context, Exception exception)
    {
        context.Response.Clear();
        var status = StatusOf(exception);
        var problem = exception.IsOfStorage()
            ? new Problem(status, "Storage does not answer.", "What was answered before is kept. Send the request again a little later.")
            {
                RetryAfter = RetryAfter,
            }
            : Problem.OfStatus(status);
        return (status < StatusCodes.Status500InternalServerError ? problem : problem with { TraceId = TraceIdOf(context) })
            .ExecuteAsync(context);
    }

    private static string TraceIdOf(HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;

    /// <summary>As the other, for an answer that is a status and nothing more.</summary>
    public static Task AnswerAsync(StatusCodeContext context) =>
        Problem.OfStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext);
}
