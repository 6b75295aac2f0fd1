using System.Text.Json;

namespace StrokeFunctions.Registry;

/// <summary>models/events.jsonl: who became champion when, why, by what evidence, and what came of every dataset.</summary>
internal sealed class EventLog(BlobStore store)
{
    private const string Name = "events.jsonl";
    private const string ContentType = "application/x-ndjson";

    /// <summary>All events, oldest first.</summary>
    public async Task<IReadOnlyList<ModelEvent>> ReadAsync(CancellationToken ct) => (await ReadWithLengthAsync(ct)).Events;

    /// <summary>
    /// Adds an event at the end. A change of the aliases (<see cref="ModelEvent.Sequence"/> over 0) is added once, whoever
    /// tries: the append is conditional on the length that was read.
    /// </summary>
    public async Task AppendAsync(ModelEvent e, CancellationToken ct)
    {
        var line = (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(e, EventJson.Default.ModelEvent), (byte)'\n'];
        while (true)
        {
            var (events, length) = await ReadWithLengthAsync(ct);
            if (e.Sequence > 0 && events.Any(other => other.Sequence == e.Sequence)) return;
            if (await store.AppendAsync(Containers.Models, Name, line, ContentType, length, ct)) return;
        }
    }

    private async Task<(IReadOnlyList<ModelEvent> Events, long Length)> ReadWithLengthAsync(CancellationToken ct)
    {
        var blob = await store.ReadAsync(Containers.Models, Name, ct);
        if (blob is null) return ([], 0);

        var events = new List<ModelEvent>();
        var rest = blob.Content.Span;
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            events.Add(JsonSerializer.Deserialize(rest[..end], EventJson.Default.ModelEvent)
                ?? throw new CorruptBlobException(Containers.Models, Name, "a line is null"));
            rest = rest[(end + 1)..];
        }

        return (events, blob.Content.Length);
    }
}
