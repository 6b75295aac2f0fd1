using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace StrokeFunctions.Scoring;

/// <summary>A finished answer in JSON.</summary>
internal sealed class JsonAnswer(ArrayBufferWriter<byte> content, int status = StatusCodes.Status200OK) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = content.WrittenCount;
        return response.Body.WriteAsync(content.WrittenMemory, httpContext.RequestAborted).AsTask();
    }
}
