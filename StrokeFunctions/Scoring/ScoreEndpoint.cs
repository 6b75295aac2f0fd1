using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using StrokeFunctions.Model;

namespace StrokeFunctions.Scoring;

/// <summary>Reads a request to score in its form, JSON or CSV, and answers in the same.</summary>
internal sealed class ScoreEndpoint(
    ChampionModel champion,
    FirstAnswer first,
    ScoringLogQueue log,
    BodyBudget budget,
    ScoringMeter meter,
    IOptions<ScoringOptions> options)
{
    private const string RequestIdHeader = "X-Request-Id";

    private int _active;

    private enum Form
    {
        Json,
        Csv,
        Other,
    }

    /// <summary>POST /api/score: one patient, many, or a CSV file.</summary>
    public Task<IResult> ScoreAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAndAnswerAsync(request, predict: false, EchoRequestId(request), cancellationToken);

    /// <summary>POST /predict: one patient, answered as the Python service did.</summary>
    public Task<IResult> PredictAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAndAnswerAsync(request, predict: true, EchoRequestId(request), cancellationToken);

    private async Task<IResult> ReadAndAnswerAsync(
        HttpRequest request,
        bool predict,
        string? requestId,
        CancellationToken cancellationToken
    )
    {
        if (!first.IsGiven) request.HttpContext.Response.OnCompleted(first.GiveAsync);
        if (await champion.GetAsync(cancellationToken) is not { } model) return Problem.NoModel(champion.State.Fault);
        var form = FormOf(request.ContentType);
        if (form == Form.Other || (predict && form == Form.Csv))
            return Problem.Unsupported(
                $"Content-Type is {request.ContentType ?? "missing"}; allowed: application/json{(predict ? "" : ", text/csv")}."
                    + (IsJsonLines(request.ContentType) ? " JSON lines are not read: send the patients as one array, [{...}, {...}]." : "")
            );
        if (UnknownCharset(request.ContentType, form) is { } charset)
            return Problem.Unsupported(
                $"The charset is {charset}; allowed: {(form == Form.Csv ? "utf-8, utf-16 with a byte order mark" : "utf-8")}.");
        if (!TryReadFlag(request, "explain", out var explain))
            return Problem.Malformed("The parameter explain is neither true nor false.");
        if (!TryReadFlag(request, "log", out var keep))
            return Problem.Malformed("The parameter log is neither true nor false.");
        await using var content = RequestBody.Open(request, budget);
        if (content is null)
        {
            request.HttpContext.Response.Headers.AcceptEncoding = RequestBody.Codings;
            return Problem.Unsupported($"Content-Encoding is {request.Headers.ContentEncoding}; allowed: {RequestBody.Codings}.");
        }

        try
        {
            if (await content.ReadAsync(options.Value.MaxBodyBytes, cancellationToken) is not { } body)
                return Problem.TooLarge($"The body is longer than {options.Value.MaxBodyBytes} bytes (after decompression).");
            if (form == Form.Json)
                body = WithoutMark(body);
            return await ScoreAsync(
                request,
                content,
                body,
                predict,
                form,
                (model, explain, keep ? log : null, requestId),
                cancellationToken
            );
        }
        catch (BodyBudgetException exception)
        {
            return Problem.Busy(exception.Message);
        }
        catch (JsonException exception)
        {
            return Problem.Malformed($"It is not JSON: {exception.Message}");
        }
        catch (InvalidDataException exception)
        {
            return Problem.Malformed($"It is not {request.Headers.ContentEncoding}: {exception.Message}");
        }
    }

    /// <summary>Scores a body that is there: a caller who sends slowly keeps nobody else waiting.</summary>
    private async ValueTask<IResult> ScoreAsync(
        HttpRequest request,
        RequestBody content,
        ReadOnlySequence<byte> body,
        bool predict,
        Form form,
        (StrokeModel Model, bool Explain, ScoringLogQueue? Log, string? RequestId) asked,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (Interlocked.Increment(ref _active) > options.Value.MaxConcurrentRequests)
                return Problem.Busy($"{options.Value.MaxConcurrentRequests} requests are being scored");
            request.HttpContext.Response.Headers.ETag = asked.Model.ETag;
            var run = new ScoringRun(asked.Model, asked.Explain, asked.RequestId, asked.Log);
            var answer = (predict, form) switch
            {
                (true, _) => OnePatient.Predict(body, run, request.HttpContext.Response),
                (_, Form.Json) => await AnswerJsonAsync(request.HttpContext.Response, body, run, cancellationToken),
                _ => await CsvAnswer.WriteAsync(
                    content.Again(), request.HttpContext.Response, run, options.Value.NeutralizeFormulas, cancellationToken),
            };
            meter.Count(run);
            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    private async ValueTask<IResult> AnswerJsonAsync(
        HttpResponse response, ReadOnlySequence<byte> body, ScoringRun run, CancellationToken cancellationToken)
    {
        if (!ManyPatients.IsArray(body)) return OnePatient.Answer(body, run, response);
        var count = ManyPatients.Count(body);
        if (count > options.Value.MaxPatients)
            return Problem.TooLarge(
                $"The array holds {count} patients; at most {options.Value.MaxPatients} are allowed. Send a CSV file instead."
            );
        await new ManyPatients(body, run).WriteAsync(response, cancellationToken);
        return TypedResults.Empty;
    }

    /// <summary>A byte order mark before JSON, which some programs write, is passed over (RFC 8259, 8.1).</summary>
    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        return reader.IsNext([0xEF, 0xBB, 0xBF], advancePast: true) ? body.Slice(reader.Position) : body;
    }

    private static bool IsJsonLines(string? contentType) =>
        contentType is not null && (contentType.Contains("jsonl", StringComparison.OrdinalIgnoreCase)
            || contentType.Contains("ndjson", StringComparison.OrdinalIgnoreCase));

    /// <summary>The charset that a Content-Type names, if it is none that is read.</summary>
    private static string? UnknownCharset(string? contentType, Form form)
    {
        if (contentType is null || contentType.IndexOf(';', StringComparison.Ordinal) < 0) return null;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || type.Charset.Value is not { Length: > 0 } charset) return null;
        charset = charset.Trim('"').ToLowerInvariant();
        return charset is "utf-8" or "utf8" or "us-ascii"
            || (form == Form.Csv && charset is "utf-16" or "utf-16le" or "utf-16be") ? null : charset;
    }

    private static Form FormOf(string? contentType)
    {
        var type = contentType.AsSpan();
        if (type.IndexOf(';') is >= 0 and var end) type = type[..end];
        type = type.Trim();
        if (type.Equals("application/json", StringComparison.OrdinalIgnoreCase)) return Form.Json;
        return type.Equals("text/csv", StringComparison.OrdinalIgnoreCase) ? Form.Csv : Form.Other;
    }

    /// <summary>Read from the query itself, because the request's own dictionary of it costs more than the scoring.</summary>
    private static bool TryReadFlag(HttpRequest request, string name, out bool flag)
    {
        flag = true;
        foreach (var parameter in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (parameter.EncodedName.Span.Equals(name, StringComparison.OrdinalIgnoreCase))
                return bool.TryParse(parameter.DecodeValue().Span, out flag);
        }

        return true;
    }

    /// <summary>
    /// Answers with the caller's request id, or one of ours, so that an answer can be named when something is asked about it.
    /// </summary>
    /// <returns>The caller's; null if it gave none that can be used.</returns>
    private static string? EchoRequestId(HttpRequest request)
    {
        var id = request.Headers[RequestIdHeader].ToString();
        var usable = IsVisibleText(id, ScoredName.MaxRequestIdLength);
        request.HttpContext.Response.Headers[RequestIdHeader] = usable ? id : request.HttpContext.TraceIdentifier;
        return usable ? id : null;
    }

    private static bool IsVisibleText(string text, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
}
