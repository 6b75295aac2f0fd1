using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace StrokeFunctions.Scoring;

/// <summary>The body of a request, decompressed, and no longer than allowed. Disposing gives the memory back.</summary>
internal sealed class RequestBody : IAsyncDisposable
{
    /// <summary>The codings that <see cref="Open"/> knows, as Accept-Encoding lists them (RFC 9110, 15.5.16).</summary>
    public const string Codings = "gzip, br";

    private readonly PipeReader _reader;
    private readonly bool _isDecompressed;
    private ReadOnlySequence<byte>? _held;

    private RequestBody(PipeReader reader, bool isDecompressed) => (_reader, _isDecompressed) = (reader, isDecompressed);

    /// <summary>The body, or null where its coding is none that is known.</summary>
    public static RequestBody? Open(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding;
        if (coding.Count == 0) return new(request.BodyReader, false);
        return coding.ToString().Trim().ToUpperInvariant() switch
        {
            "" or "IDENTITY" => new(request.BodyReader, false),
            "GZIP" or "X-GZIP" => new(PipeReader.Create(new GZipStream(request.Body, CompressionMode.Decompress)), true),
            "BR" => new(PipeReader.Create(new BrotliStream(request.Body, CompressionMode.Decompress)), true),
            _ => null,
        };
    }

    /// <summary>The whole body, or null if it is longer than allowed. Valid until this is disposed, or read again as a stream.</summary>
    /// <exception cref="InvalidDataException">The body is not in the coding that its header names.</exception>
    public async ValueTask<ReadOnlySequence<byte>?> ReadAsync(long maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            _held = result.Buffer;
            if (result.Buffer.Length > maxBytes) return null;
            if (result.IsCompleted) return _held;
            _held = null;
            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>The body that was read whole, from its beginning.</summary>
    public Stream Again()
    {
        if (_held is { } buffer) _reader.AdvanceTo(buffer.Start);
        _held = null;
        return _reader.AsStream(leaveOpen: true);
    }

    /// <summary>
    /// The server's own reader must stand at the end of what was read, or the connection can't be used again; it is not ours to complete.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        if (_held is { } buffer) _reader.AdvanceTo(buffer.End);
        _held = null;
        return _isDecompressed ? _reader.CompleteAsync() : ValueTask.CompletedTask;
    }
}
