using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using StrokeFunctions.Model;

namespace StrokeFunctions.Scoring;

/// <summary>
/// The newest Idempotency-Key values that this process has seen. A request that comes again is scored by the model that it was scored by
/// first, so that its answer is the same to the byte, and is not logged again.
/// Source: IETF draft "The Idempotency-Key HTTP Header Field" (422 for a key that is used for another request).
/// </summary>
internal sealed class IdempotencyKeys(IOptions<ScoringOptions> options)
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 128;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _oldestFirst = new();

    /// <summary>Looks a request up, and remembers it if it is new.</summary>
    public KeyUse Use(string key, ReadOnlySequence<byte> body, string query, StrokeModel model)
    {
        var entry = new Entry(Hash(body, query), model);
        if (_entries.TryAdd(key, entry))
        {
            _oldestFirst.Enqueue(key);
            while (_entries.Count > options.Value.IdempotencyKeys && _oldestFirst.TryDequeue(out var oldest))
                _entries.TryRemove(oldest, out _);
            return new KeyUse.First();
        }

        if (!_entries.TryGetValue(key, out var known)) return new KeyUse.First();
        return known.Request == entry.Request ? new KeyUse.Again(known.Model) : new KeyUse.ForAnother();
    }

    private static string Hash(ReadOnlySequence<byte> body, string query)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in body) hash.AppendData(part.Span);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(query));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed record Entry(string Request, StrokeModel Model);
}

/// <summary>The endings of <see cref="IdempotencyKeys.Use"/>.</summary>
internal abstract record KeyUse
{
    /// <summary>The key is new.</summary>
    internal sealed record First : KeyUse;

    /// <summary>The same request came with it before.</summary>
    /// <param name="Model">What scored it then.</param>
    internal sealed record Again(StrokeModel Model) : KeyUse;

    /// <summary>Another request came with it before.</summary>
    internal sealed record ForAnother : KeyUse;
}
