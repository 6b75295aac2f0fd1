using System.Text.Json;

namespace StrokeFunctions.Registry;

/// <summary>
/// models/aliases.json. Each change carries its own event; whoever reads the file for a change first makes sure that the
/// event stands in the log, so that a process killed between the two writes loses nothing.
/// </summary>
internal sealed class AliasFile(BlobStore store, EventLog log)
{
    private const string Name = "aliases.json";
    private const string ContentType = "application/json";

    /// <summary>The aliases, or null if they still have the ETag given.</summary>
    public async Task<AliasState?> ReadIfChangedAsync(string? etag, CancellationToken ct) =>
        await store.ReadIfChangedAsync(Containers.Models, Name, etag, ct) switch
        {
            BlobChange.Changed changed => new AliasState(Parse(changed.Blob), changed.Blob.ETag),
            BlobChange.Missing => new AliasState(Aliases.None, null),
            _ => null,
        };

    /// <summary>The aliases.</summary>
    public async Task<AliasState> ReadAsync(CancellationToken ct) =>
        await ReadIfChangedAsync(null, ct) ?? throw new InvalidOperationException("An unconditional read found nothing new.");

    /// <summary>Puts the event of the last change into the log, if a killed process left it out.</summary>
    public async Task<AliasState> SettleAsync(CancellationToken ct)
    {
        var state = await ReadAsync(ct);
        if (state.Aliases.LastChange is { } last) await log.AppendAsync(last, ct);
        return state;
    }

    /// <summary>
    /// Changes the aliases. With <paramref name="basis"/>, only if they are still as they were read then;
    /// without, the change is applied to whatever they are.
    /// </summary>
    /// <param name="change">Gives the new aliases; the same object if nothing is to change.</param>
    /// <param name="describe">Gives the event of the change, from its sequence number.</param>
    /// <param name="basis">What the caller's decision rests on.</param>
    /// <param name="ct">Cancels between the writes, never within one.</param>
    public async Task<AliasResult> ChangeAsync(
        Func<Aliases, Aliases> change, Func<long, ModelEvent> describe, AliasState? basis, CancellationToken ct)
    {
        while (true)
        {
            var state = await SettleAsync(ct);
            var changed = change(state.Aliases);
            if (ReferenceEquals(changed, state.Aliases)) return new AliasResult.Same(state.Aliases);
            if (basis is not null && basis.ETag != state.ETag) return new AliasResult.Superseded(state.Aliases);

            changed = changed with { LastChange = describe((state.Aliases.LastChange?.Sequence ?? 0) + 1) };
            if (await WriteAsync(changed, state.ETag, ct))
            {
                await log.AppendAsync(changed.LastChange, ct);
                return new AliasResult.Changed(changed);
            }
        }
    }

    private async Task<bool> WriteAsync(Aliases aliases, string? etag, CancellationToken ct)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(aliases, RegistryJson.Default.Aliases);
        var written = etag is null
            ? await store.CreateAsync(Containers.Models, Name, json, ContentType, ct)
            : await store.ReplaceAsync(Containers.Models, Name, json, ContentType, etag, ct);
        return written is not null;
    }

    private static Aliases Parse(Blob blob)
    {
        try
        {
            return JsonSerializer.Deserialize(blob.Content.Span, RegistryJson.Default.Aliases)
                ?? throw new CorruptBlobException(Containers.Models, Name, "it is null");
        }
        catch (JsonException e)
        {
            throw new CorruptBlobException(Containers.Models, Name, e.Message, e);
        }
    }
}
