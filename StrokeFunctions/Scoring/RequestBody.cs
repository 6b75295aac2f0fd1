using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace StrokeFunctions.Scoring;

/// <summary>The body of a request, decompressed, and no longer than allowed.</summary>
internal static class RequestBody
{
    /// <summary>The codings that <see cref="Open"/> knows, as Accept-Encoding lists them (RFC 9110, 15.5.16).</summary>
    public const string Codings = "gzip, br";

    /// <summary>A reader over the body, or null where its coding is none that is known.</summary>
    public static PipeReader? Open(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding;
        if (coding.Count == 0) return request.BodyReader;
        return coding.ToString().Trim().ToUpperInvariant() switch
        {
            "" or "IDENTITY" => request.BodyReader,
            "GZIP" or "X-GZIP" => PipeReader.Create(new GZipStream(request.Body, CompressionMode.Decompress)),
            "BR" => PipeReader.Create(new BrotliStream(request.Body, CompressionMode.Decompress)),
            _ => null,
        };
    }

    /// <summary>The whole body, or null if it is longer than allowed. Valid until the reader is completed.</summary>
    /// <exception cref="InvalidDataException">The body is not in the coding that its header names.</exception>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(PipeReader reader, long maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.Length > maxBytes) return null;
            if (result.IsCompleted) return buffer;
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
