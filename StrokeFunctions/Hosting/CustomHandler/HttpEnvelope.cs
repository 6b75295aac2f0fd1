using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StrokeFunctions.Hosting.CustomHandler;

/// <summary>
/// Serves HTTP functions where the host forwards no requests (host.json without enableForwardingHttpRequest):
/// unpacks the request from the envelope that is posted to the function's name, lets the app answer it, and packs the answer as the output binding "res".
/// </summary>
internal sealed class HttpEnvelope(RequestDelegate next, FunctionCatalog catalog)
{
    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && context.Request.Path.Value is { Length: > 1 } path
        && catalog.Find(path[1..]) is HttpFunction
            ? AnswerAsync(context)
            : next(context);

    private async Task AnswerAsync(HttpContext context)
    {
        using (var envelope = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))
        {
            Unpack(envelope.RootElement.GetProperty("Data").GetProperty("req"), context.Request);
        }

        var response = context.Response.Body;
        using var body = new MemoryStream();
        context.Response.Body = body;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = response;
        }

        var packed = Pack(context.Response, body);
        context.Response.Clear();
        context.Response.ContentType = "application/json";
        await response.WriteAsync(packed, context.RequestAborted);
    }

    private static void Unpack(JsonElement sent, HttpRequest request)
    {
        var url = new Uri(sent.GetProperty("Url").GetString()!);
        request.Method = sent.GetProperty("Method").GetString()!;
        request.Path = PathString.FromUriComponent(url);
        request.QueryString = QueryString.FromUriComponent(url);
        request.Headers.Clear();
        foreach (var header in sent.GetProperty("Headers").EnumerateObject())
        {
            request.Headers[header.Name] = header.Value.EnumerateArray().Select(value => value.GetString()).ToArray();
        }

        // A chunked request comes without its body, from the hosts that do not proxy.
        var text = sent.TryGetProperty("Body", out var content) ? content.ToString() : "";
        var bytes = IsBinary(request.ContentType) ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
        request.Headers.TransferEncoding = default;
        request.ContentLength = bytes.Length;
        request.Body = new MemoryStream(bytes);
    }

    /// <summary>The two kinds of content that the host sends in base64.</summary>
    private static bool IsBinary(string? contentType) =>
        contentType is not null
        && (contentType.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase));

    private static byte[] Pack(HttpResponse response, MemoryStream body)
    {
        using var packed = new MemoryStream();
        using (var json = new Utf8JsonWriter(packed))
        {
            json.WriteStartObject();
            json.WriteStartObject("Outputs");
            json.WriteStartObject("res");
            json.WriteNumber("statusCode", response.StatusCode);
            json.WriteStartObject("headers");
            foreach (var header in response.Headers.Where(header => header.Key is not ("Content-Length" or "Transfer-Encoding")))
            {
                json.WriteString(header.Key, header.Value.ToString());
            }

            json.WriteEndObject();
            json.WriteString("body", body.ToArray());
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("Logs");
            json.WriteEndArray();
            json.WriteNull("ReturnValue");
            json.WriteEndObject();
        }

        return packed.ToArray();
    }
}
