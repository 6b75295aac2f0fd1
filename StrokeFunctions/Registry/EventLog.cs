using System.Text.Json;
using System.Text.Json.Serialization;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>models/events.jsonl: who became champion when, why, by what evidence, and what came of every dataset.</summary>
internal sealed class EventLog(BlobStore store)
{
    private const string Name = "events.jsonl";
    private const string ContentType = "application/x-ndjson";

    /// <summary>All events, oldest first.</summary>
    public async Task<IReadOnlyList<ModelEvent>> ReadAsync(CancellationToken cancellationToken) =>
        (await ReadWithLengthAsync(cancellationToken)).Events;

    /// <summary>
    /// Adds an event at the end, once, whoever tries and however often: the append is conditional on the length that was read. A change of
    /// the aliases is known by its <see cref="ModelEvent.Sequence"/>, any other event by its moment and its kind.
    /// </summary>
    public async Task AppendAsync(ModelEvent e, CancellationToken cancellationToken)
    {
        var line = (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(e, EventJson.Default.ModelEvent), (byte)'\n'];
        while (true)
        {
            var (events, length) = await ReadWithLengthAsync(cancellationToken);
            if (events.Any(other => e.Sequence > 0 ? other.Sequence == e.Sequence : other.IsSame(e))) return;
            if (await store.AppendAsync(Containers.Models, Name, line, ContentType, length, cancellationToken)) return;
        }
    }

    /// <summary>
    /// Adds the events that a change of another blob carries (<see cref="CarriedEvents"/>): a process killed between the change and its
    /// event loses nothing, since the next reader comes here first.
    /// </summary>
    public async Task SettleAsync(string container, string name, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(container, name, cancellationToken) is not { } blob) return;
        var carried = JsonSerializer.Deserialize(blob.Content.Span, RegistryJson.Default.CarriedEvents);
        foreach (var e in carried?.Events ?? []) await AppendAsync(e, cancellationToken);
    }

    private async Task<(IReadOnlyList<ModelEvent> Events, long Length)> ReadWithLengthAsync(CancellationToken cancellationToken)
    {
        var blob = await store.ReadAsync(Containers.Models, Name, cancellationToken);
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

/// <summary>One line of models/events.jsonl.</summary>
/// <param name="Sequence">Counts the changes of the aliases from 1; 0 for events that change none.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Version">The version concerned; null if it concerns none.</param>
/// <param name="By">Who: "training", or what a person called themselves.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Dataset">The upload that led to it; null if none did.</param>
/// <param name="Evidence">The numbers it rests on; null if there are none.</param>
internal sealed record ModelEvent(
    long Sequence,
    DateTimeOffset At,
    ModelEventKind Kind,
    string? Version,
    string By,
    string Reason,
    DatasetSource? Dataset = null,
    JsonElement? Evidence = null)
{
    /// <summary>Whether another is this one, told again.</summary>
    public bool IsSame(ModelEvent other) =>
        (Sequence, At, Kind, Version, By, Reason, Dataset) == (other.Sequence, other.At, other.Kind, other.Version, other.By,
            other.Reason, other.Dataset);
}

/// <summary>The part of a blob that carries the events of its last change until they stand in the log.</summary>
/// <param name="Events">The events; null if there are none.</param>
internal sealed record CarriedEvents(IReadOnlyList<ModelEvent>? Events);

/// <summary>What a <see cref="ModelEvent"/> tells of.</summary>
internal enum ModelEventKind
{
    /// <summary>A version became the champion.</summary>
    [JsonStringEnumMemberName("promoted")]
    Promoted,

    /// <summary>A challenger was trained, and the champion stayed.</summary>
    [JsonStringEnumMemberName("kept_champion")]
    KeptChampion,

    /// <summary>A dataset, or the model it led to, was refused.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>A dataset was taken in, and no training was needed.</summary>
    [JsonStringEnumMemberName("not_needed")]
    NotNeeded,

    /// <summary>Automatic promotion was turned off.</summary>
    [JsonStringEnumMemberName("pinned")]
    Pinned,

    /// <summary>Automatic promotion was turned on again.</summary>
    [JsonStringEnumMemberName("unpinned")]
    Unpinned,

    /// <summary>A version was given a name.</summary>
    [JsonStringEnumMemberName("tagged")]
    Tagged,

    /// <summary>A name was taken away from a version.</summary>
    [JsonStringEnumMemberName("untagged")]
    Untagged,

    /// <summary>An upload holds the same bytes as one that was worked on before; nothing was done again.</summary>
    [JsonStringEnumMemberName("repeated")]
    Repeated,

    /// <summary>A dataset was taken back out of the training table.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,

    /// <summary>A dataset is kept out of the training table until a person confirms it.</summary>
    [JsonStringEnumMemberName("set_aside")]
    SetAside,

    /// <summary>A person let a dataset in that had been set aside or withdrawn.</summary>
    [JsonStringEnumMemberName("confirmed")]
    Confirmed,

    /// <summary>A patient was erased; which one is not told.</summary>
    [JsonStringEnumMemberName("erased")]
    Erased,

    /// <summary>The work on a dataset failed as often as it is tried. It begins anew when the dataset is uploaded again.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>What happened to the models.</summary>
/// <param name="Events">All events, oldest first.</param>
internal sealed record ModelHistory(IReadOnlyList<ModelEvent> Events)
{
    /// <summary>The version that served at a moment; null before the first promotion.</summary>
    public string? ServingAt(DateTimeOffset at) =>
        Events.LastOrDefault(e => e.Kind == ModelEventKind.Promoted && e.At <= at)?.Version;

    /// <summary>Without the events that only say that the same bytes came again.</summary>
    private IEnumerable<ModelEvent> Told => Events.Where(e => e.Kind != ModelEventKind.Repeated);

    /// <summary>What came last of a content that was uploaded, under whatever name; null if it was never worked on.</summary>
    public ModelEvent? LastOf(string sha256) => Told.LastOrDefault(e => e.Dataset?.Sha256 == sha256);

    /// <summary>The newest challenger that was compared, if it looks like a leak; null if it does not, or was promoted since.</summary>
    public string? SuspectedLeak()
    {
        var last = Events.LastOrDefault(e =>
            e.Version is not null
            && e.Kind is ModelEventKind.Promoted or ModelEventKind.KeptChampion or ModelEventKind.Rejected);
        if (last is null || !last.Reason.Contains(PromotionCriterion.LeakWords, StringComparison.Ordinal)) return null;
        // Where an update of the champion was promoted instead, the challenger stands behind it.
        return last.Evidence is { ValueKind: JsonValueKind.Object } numbers && numbers.TryGetProperty("challenger", out var challenger)
            ? challenger.GetString()
            : last.Kind == ModelEventKind.Promoted ? null : last.Version;
    }

    /// <summary>The datasets that wait for a person, each with why. One that was replaced under its name waits no more.</summary>
    public IReadOnlyList<ModelEvent> Waiting() => [.. Told.Where(e => e.Dataset is not null)
        .GroupBy(e => e.Dataset!.Sha256).Select(content => content.Last())
        .Where(last => last.Kind == ModelEventKind.SetAside && last == Told.Last(e => e.Dataset?.Name == last.Dataset!.Name))];

    /// <summary>The uploads that were given up after their last attempt, and not uploaded again since.</summary>
    public IReadOnlyList<ModelEvent> GivenUp() => [.. Told.Where(e => e.Dataset is not null)
        .GroupBy(e => e.Dataset!.Sha256).Select(content => content.Last()).Where(last => last.Kind == ModelEventKind.Failed)];
}

/// <summary>The answer to which model served when.</summary>
/// <param name="At">The moment.</param>
/// <param name="Version">The version that served; null if none did.</param>
internal sealed record ServingAt(DateTimeOffset At, string? Version);

/// <summary>How events are written: as <see cref="RegistryJson"/>, but each on one line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelEvent))]
internal sealed partial class EventJson : JsonSerializerContext;

/// <summary>What a change rests on; it ends in the event log.</summary>
/// <param name="By">Who: "training", or what a person called themselves.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Dataset">The upload that led to it; null if none did.</param>
/// <param name="Evidence">The numbers; null if there are none.</param>
internal sealed record AuditInfo(string By, string Reason, DatasetSource? Dataset = null, JsonElement? Evidence = null);

/// <summary>The body of a request that changes which model serves.</summary>
/// <param name="Reason">Why, in words; kept in the event log.</param>
/// <param name="By">Who asks; optional.</param>
internal sealed record ChangeRequest(string Reason, string? By)
{
    /// <summary>The longest reason or name that is kept, in characters.</summary>
    public const int MaximumLength = 1000;

    private const int MaximumBytes = 16 * 1024;

    /// <summary>What the change rests on, for the event log.</summary>
    [JsonIgnore]
    public AuditInfo AuditInfo => new(string.IsNullOrWhiteSpace(By) ? "api" : By, Reason);

    /// <summary>Reads a body; null unless it is an object that gives a reason.</summary>
    public static async Task<ChangeRequest?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            await using var limited = new HashingStream(body, MaximumBytes);
            var request = await JsonSerializer.DeserializeAsync(limited, RegistryJson.Default.ChangeRequest, cancellationToken);
            return
                request is null
                || string.IsNullOrWhiteSpace(request.Reason)
                || request.Reason.Length > MaximumLength
                || request.By?.Length > MaximumLength || request.By?.Any(BlobName.IsHidden) == true
                ? null
                : request;
        }
        catch (Exception e) when (e is JsonException or StreamTooLongException)
        {
            return null;
        }
    }
}
