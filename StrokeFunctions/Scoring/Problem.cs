using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Scoring;

/// <summary>An answer that says what is wrong with a request (RFC 9457), with every fault.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What is wrong, in one sentence that is the same for every request of its kind.</param>
/// <param name="Detail">What is wrong with this one; null if the errors say it all.</param>
/// <param name="Errors">The faults; null if they are none of the patients'.</param>
internal sealed record Problem(int Status, string Title, string? Detail = null, FaultList? Errors = null) : IResult
{
    /// <summary>Fields that were not used, which often explain the faults; null or empty if there are none.</summary>
    public FaultList? Warnings { get; init; }

    /// <summary>When to try again, for statuses 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Names the request in the app's own log, for what the caller can't mend; null if the caller can.</summary>
    public string? TraceId { get; init; }

    /// <summary>The section of RFC 9110 that defines statuses; a link for people.</summary>
    private const string Source = "https://www.rfc-editor.org/rfc/rfc9110#name-status-codes";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, AnswerWriter.Options)) Write(json);
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (RetryAfter is { } after)
            response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds)).ToString();
        response.ContentType = "application/problem+json";
        response.ContentLength = buffer.WrittenCount;
        return response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted).AsTask();
    }

    /// <summary>Writes it as an object: a whole answer, or the place of one patient in a batch.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, Source);
        json.WriteString("title"u8, Title);
        json.WriteNumber("status"u8, Status);
        if (Detail is not null) json.WriteString("detail"u8, Detail);
        if (Errors is not null)
        {
            json.WriteNumber("error_count"u8, Errors.Count);
            json.WriteStartArray("errors"u8);
            foreach (var error in Errors.Listed) WriteFault(json, error);
            json.WriteEndArray();
        }

        if (Warnings is { Count: > 0 })
        {
            json.WriteStartArray("warnings"u8);
            foreach (var warning in Warnings.Listed) WriteFault(json, warning);
            json.WriteEndArray();
        }

        if (TraceId is not null) json.WriteString("traceId"u8, TraceId);
        json.WriteEndObject();
    }

    /// <summary>Writes one fault: where it is, what was found, what is allowed and what was probably meant.</summary>
    public static void WriteFault(Utf8JsonWriter json, RowError fault)
    {
        json.WriteStartObject();
        if (fault.Pointer is not null) json.WriteString("pointer"u8, fault.Pointer);
        if (fault.Line is { } line) json.WriteNumber("line"u8, line);
        if (fault.Column is not null) json.WriteString("column"u8, fault.Column);
        json.WriteString("found"u8, fault.Found);
        json.WriteString("allowed"u8, fault.Allowed);
        if (fault.Hint is not null) json.WriteString("hint"u8, fault.Hint);
        json.WriteEndObject();
    }

    /// <summary>A problem whose kind its status tells.</summary>
    public static Problem OfStatus(int status, string? detail = null) => new(status, ReasonPhrases.GetReasonPhrase(status), detail);

    /// <summary>The body is not what its type says, or a parameter or header is faulty.</summary>
    public static Problem Malformed(string detail) => new(StatusCodes.Status400BadRequest, "The request can't be read.", detail);

    /// <summary>There is no model yet.</summary>
    public static Problem NoModel(string? fault) => new(
        StatusCodes.Status503ServiceUnavailable, "There is no model yet.",
        fault ?? "Upload a dataset to the container datasets, or POST it to /api/datasets; the first model is trained from it.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>What is asked for changes what a training rests on, and one runs.</summary>
    public static Problem TrainingRuns() => new(
        StatusCodes.Status409Conflict, "A training runs.", "Try again when it has ended; GET /api/health/ready shows it.");

    /// <summary>The body is in a form that is not read here.</summary>
    public static Problem Unsupported(string detail) => OfStatus(StatusCodes.Status415UnsupportedMediaType, detail);

    /// <summary>Others are served first.</summary>
    public static Problem Busy(string why) =>
        new(StatusCodes.Status429TooManyRequests, "Too many requests at once.", $"{why}; send again a little later.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>The body is too long.</summary>
    public static Problem TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, "The request is too large.", detail);
}
