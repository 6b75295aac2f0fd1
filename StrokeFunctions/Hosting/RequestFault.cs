using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting;

/// <summary>Whose fault a failed request is: the caller's (4xx), that of storage, which may answer later (503), or ours (500).</summary>
internal static class RequestFault
{
    /// <summary>When to try again after storage failed: its own retries are over by then.</summary>
    private const string RetryAfterSeconds = "5";

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
        if (!exception.IsOfStorage()) return TypedResults.Problem(statusCode: StatusOf(exception)).ExecuteAsync(context);
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Problem(
            "What was answered before is kept. Send the request again a little later.",
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "Storage does not answer.").ExecuteAsync(context);
    }

    /// <summary>As the other, for an answer that is a status and nothing more.</summary>
    public static Task AnswerAsync(StatusCodeContext context) =>
        TypedResults.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext);
}
