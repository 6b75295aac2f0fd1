using System.Text.Json;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>Which model serves: models/aliases.json, changed only with If-Match.</summary>
internal sealed record Aliases
{
    /// <summary>No model has been promoted yet.</summary>
    public static readonly Aliases None = new();

    /// <summary>The version that serves; null before the first promotion.</summary>
    public string? Champion { get; init; }

    /// <summary>The version that served before it.</summary>
    public string? Previous { get; init; }

    /// <summary>True while automatic promotion is off.</summary>
    public bool Pinned { get; init; }

    /// <summary>Names that people gave to versions.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The change that led to this state, kept here until it stands in the event log; null before the first.</summary>
    public ModelEvent? LastChange { get; init; }
}

/// <summary>
/// models/aliases.json. Each change carries its own event; whoever reads the file for a change first makes sure that the
/// event stands in the log, so that a process killed between the two writes loses nothing.
/// </summary>
internal sealed class AliasFile(BlobStore store, EventLog log)
{
    private const string Name = "aliases.json";
    private const string ContentType = "application/json";

    /// <summary>Which version serves, or null if the aliases still have the ETag given.</summary>
    public ChampionAlias? ReadChampionIfChanged(string? etag, CancellationToken cancellationToken) =>
        store.ReadIfChanged(Containers.Models, Name, etag, cancellationToken) switch
        {
            BlobChange.Changed changed => new ChampionAlias(ParseChampion(changed.Blob), changed.Blob.ETag),
            BlobChange.Missing => new ChampionAlias(null, null),
            _ => null,
        };

    /// <summary>The aliases.</summary>
    public async Task<AliasState> ReadAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(Containers.Models, Name, cancellationToken) is { } blob
            ? new AliasState(Parse(blob), blob.ETag)
            : new AliasState(Aliases.None, null);

    /// <summary>Puts the event of the last change into the log, if a killed process left it out.</summary>
    public async Task<AliasState> SettleAsync(CancellationToken cancellationToken)
    {
        var state = await ReadAsync(cancellationToken);
        if (state.Aliases.LastChange is { } last) await log.AppendAsync(last, cancellationToken);
        return state;
    }

    /// <summary>
    /// Changes the aliases. With <paramref name="basis"/>, only if they are still as they were read then;
    /// without, the change is applied to whatever they are.
    /// </summary>
    /// <param name="change">Gives the new aliases; the same object if nothing is to change.</param>
    /// <param name="describe">Gives the event of the change, from its sequence number.</param>
    /// <param name="basis">What the caller's decision rests on.</param>
    /// <param name="cancellationToken">Cancels between the writes, never within one.</param>
    public async Task<AliasResult> ChangeAsync(
        Func<Aliases, Aliases> change, Func<long, ModelEvent> describe, AliasState? basis, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await SettleAsync(cancellationToken);
            var changed = change(state.Aliases);
            if (ReferenceEquals(changed, state.Aliases)) return new AliasResult.Same(state.Aliases);
            if (basis is not null && basis.ETag != state.ETag) return new AliasResult.Superseded(state.Aliases);

            changed = changed with { LastChange = describe((state.Aliases.LastChange?.Sequence ?? 0) + 1) };
            if (await WriteAsync(changed, state.ETag, cancellationToken))
            {
                await log.AppendAsync(changed.LastChange, cancellationToken);
                return new AliasResult.Changed(changed);
            }
        }
    }

    private async Task<bool> WriteAsync(Aliases aliases, string? etag, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(aliases, RegistryJson.Default.Aliases);
        var written = etag is null
            ? await store.CreateAsync(Containers.Models, Name, json, ContentType, cancellationToken)
            : await store.ReplaceAsync(Containers.Models, Name, json, ContentType, etag, cancellationToken);
        return written is not null;
    }

    /// <summary>
    /// The champion alone. A start reads it, and the serializer of the whole file would have to compile code for each type of an event.
    /// </summary>
    private static string? ParseChampion(Blob blob)
    {
        try
        {
            using var json = JsonDocument.Parse(blob.Content);
            return json.RootElement.TryGetProperty("champion", out var champion) ? champion.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CorruptBlobException(Containers.Models, Name, e.Message, e);
        }
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

/// <summary>The aliases as read, with the ETag that a change of them needs.</summary>
/// <param name="Aliases">Which model serves.</param>
/// <param name="ETag">The ETag of models/aliases.json; null before the first promotion.</param>
internal sealed record AliasState(Aliases Aliases, string? ETag);

/// <summary>Which version serves, as read.</summary>
/// <param name="Version">The version; null before the first promotion.</param>
/// <param name="ETag">The ETag of models/aliases.json; null before the first promotion.</param>
internal sealed record ChampionAlias(string? Version, string? ETag);

/// <summary>The endings of a change of the aliases.</summary>
internal abstract record AliasResult
{
    private AliasResult()
    {
    }

    /// <summary>Done, and in the event log.</summary>
    /// <param name="Aliases">How they are now.</param>
    internal sealed record Changed(Aliases Aliases) : AliasResult;

    /// <summary>They were so already; nothing was written.</summary>
    /// <param name="Aliases">How they are.</param>
    internal sealed record Same(Aliases Aliases) : AliasResult;

    /// <summary>There is no complete model of that version.</summary>
    /// <param name="Version">What was asked for.</param>
    internal sealed record UnknownVersion(string Version) : AliasResult;

    /// <summary>The model of that version is damaged, or not one that this program can use; nothing was changed.</summary>
    /// <param name="Fault">What is wrong, in words.</param>
    internal sealed record Unusable(string Fault) : AliasResult;

    /// <summary>Somebody else changed them after the caller had read them, so the caller's grounds may no longer hold.</summary>
    /// <param name="Aliases">How they are now.</param>
    internal sealed record Superseded(Aliases Aliases) : AliasResult;
}
