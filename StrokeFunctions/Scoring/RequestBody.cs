using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Scoring;

/// <summary>The body of a request, decompressed, and no longer than allowed. Disposing gives the memory back.</summary>
internal sealed class RequestBody : IAsyncDisposable
{
    /// <summary>The codings that <see cref="Open"/> knows, as Accept-Encoding lists them (RFC 9110, 15.5.16).</summary>
    public const string Codings = "gzip, br";

    private readonly PipeReader _reader;
    private readonly bool _isDecompressed;
    private readonly BodyBudget _budget;
    private ReadOnlySequence<byte>? _held;
    private long _taken;

    private RequestBody(PipeReader reader, bool isDecompressed, BodyBudget budget) =>
        (_reader, _isDecompressed, _budget) = (reader, isDecompressed, budget);

    /// <summary>The body, or null where its coding is none that is known.</summary>
    public static RequestBody? Open(HttpRequest request, BodyBudget budget)
    {
        var coding = request.Headers.ContentEncoding;
        if (coding.Count == 0) return new(request.BodyReader, false, budget);
        return coding.ToString().Trim().ToUpperInvariant() switch
        {
            "" or "IDENTITY" => new(request.BodyReader, false, budget),
            "GZIP" or "X-GZIP" => new(PipeReader.Create(new GZipStream(request.Body, CompressionMode.Decompress)), true, budget),
            "BR" => new(PipeReader.Create(new BrotliStream(request.Body, CompressionMode.Decompress)), true, budget),
            _ => null,
        };
    }

    /// <summary>The body of a request whose coding was undone before it came here.</summary>
    public static RequestBody OpenDecoded(HttpRequest request, BodyBudget budget) => new(request.BodyReader, false, budget);

    /// <summary>The whole body, or null if it is longer than allowed. Valid until this is disposed, or read again as a stream.</summary>
    /// <exception cref="InvalidDataException">The body is not in the coding that its header names.</exception>
    /// <exception cref="BodyBudgetException">All requests together hold as much as they may.</exception>
    public async ValueTask<ReadOnlySequence<byte>?> ReadAsync(long maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await ReadSomeAsync(cancellationToken);
            _held = result.Buffer;
            if (result.Buffer.Length > maxBytes) return null;
            _budget.Take(result.Buffer.Length - _taken);
            _taken = result.Buffer.Length;
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
        _budget.Give(_taken);
        _taken = 0;
        return _isDecompressed ? _reader.CompleteAsync() : ValueTask.CompletedTask;
    }

    private async ValueTask<ReadResult> ReadSomeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(cancellationToken);
        }
        catch (InvalidOperationException fault) when (_isDecompressed)
        {
            // What Brotli's decoder throws where gzip's throws an InvalidDataException.
            throw new InvalidDataException("The decoder ran into invalid data.", fault);
        }
    }
}

/// <summary>
/// What all bodies that are held at one moment may be long together, after decompression: thirty kilobytes of gzip may become
/// thirty megabytes.
/// </summary>
internal sealed class BodyBudget(IOptions<ScoringOptions> options)
{
    private long _held;

    /// <summary>How many bytes are held now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Takes room for bytes that were read.</summary>
    /// <exception cref="BodyBudgetException">There is none.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= options.Value.MaxHeldBytes) return;
        Interlocked.Add(ref _held, -bytes);
        throw new BodyBudgetException(options.Value.MaxHeldBytes);
    }

    /// <summary>Gives room back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _held, -bytes);
}

/// <summary>All requests together hold as much as they may.</summary>
internal sealed class BodyBudgetException(long limit) : Exception($"The requests being read hold {limit} bytes together.");
