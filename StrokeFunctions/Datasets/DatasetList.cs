using System.Text.Json;
using System.Text.Json.Serialization;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>Every upload with what came of it: the container's blobs, each beside the last event that tells of it.</summary>
internal sealed class DatasetList(
    BlobStore store, ModelRegistry registry, RejectedRows rejected, TrainingLock trainingLock, TimeProvider time)
{
    /// <summary>All uploads, newest first.</summary>
    /// <param name="worksOn">The dataset that this process is at; null if it is at none.</param>
    /// <param name="cancellationToken">Cancels between reads.</param>
    public async Task<IReadOnlyList<DatasetEntry>> ReadAsync(string? worksOn, CancellationToken cancellationToken)
    {
        var told = LastEvents(await registry.EventsAsync(cancellationToken));
        var entries = new List<DatasetEntry>();
        var idleSince = await IdleSinceAsync(cancellationToken);
        await foreach (var blob in store.ListAsync(Containers.Datasets, "", cancellationToken))
        {
            entries.Add(DatasetEntry.Of(blob, told.GetValueOrDefault((blob.Name, blob.ETag)), worksOn, idleSince));
        }

        return [.. entries.OrderByDescending(entry => entry.LastModified).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    /// <summary>One upload with its faults and its whole history; null if there is none of that name, and no event tells of one.</summary>
    public async Task<DatasetDetails?> FindAsync(string name, string? worksOn, CancellationToken cancellationToken)
    {
        if (BlobName.FaultOf(name) is not null) return null;
        var events = (await registry.EventsAsync(cancellationToken)).Where(e => e.Dataset?.Name == name).ToList();
        var blob = await store.FindAsync(Containers.Datasets, name, cancellationToken);
        if (blob is null && events.Count == 0) return null;
        var last = blob is null ? events[^1] : LastEvents(events).GetValueOrDefault((name, blob.ETag));
        var report = last?.Dataset is { } source ? await rejected.FindAsync(source, cancellationToken) : null;
        var entry = blob is null
            ? DatasetEntry.OfDeleted(last!)
            : DatasetEntry.Of(blob, last, worksOn, await IdleSinceAsync(cancellationToken));
        return new DatasetDetails(entry, report?.Summary, [.. events.AsEnumerable().Reverse()]);
    }

    /// <summary>The rows of the newest content of that name that were set aside, as they came; null if none was.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindRejectedAsync(string name, CancellationToken cancellationToken)
    {
        if (BlobName.FaultOf(name) is not null) return null;
        var last = (await registry.EventsAsync(cancellationToken)).LastOrDefault(e => e.Dataset?.Name == name);
        return last?.Dataset is { } source ? await rejected.FindRowsAsync(source, cancellationToken) : null;
    }

    /// <summary>What was written before this moment would be in work by now, if anybody was at it; null while a training runs.</summary>
    private async Task<DateTimeOffset?> IdleSinceAsync(CancellationToken cancellationToken) =>
        await trainingLock.IsHeldAsync(cancellationToken) ? null : time.GetUtcNow() - TrainingLock.OnItsWay;

    private static Dictionary<(string Name, string ETag), ModelEvent> LastEvents(IEnumerable<ModelEvent> events)
    {
        var last = new Dictionary<(string Name, string ETag), ModelEvent>();
        foreach (var e in events)
        {
            if (e.Dataset is { } dataset) last[(dataset.Name, dataset.ETag)] = e;
        }

        return last;
    }
}

/// <summary>What an upload is at.</summary>
internal enum DatasetState
{
    /// <summary>It lies in the container, and nobody has worked on it yet.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>
    /// It lies in the container, nothing came of it, and no training runs: its instance died or was stopped (the Functions host delivers it
    /// again ten minutes after it was taken up), or its event was lost (a timer takes it up within the hour).
    /// </summary>
    [JsonStringEnumMemberName("waiting_for_redelivery")]
    WaitingForRedelivery,

    /// <summary>This process works on it.</summary>
    [JsonStringEnumMemberName("working")]
    Working,

    /// <summary>Its rows are in the training table.</summary>
    [JsonStringEnumMemberName("taken_in")]
    TakenIn,

    /// <summary>The same bytes were worked on under another name or earlier; the reason tells what came of them.</summary>
    [JsonStringEnumMemberName("repeated")]
    Repeated,

    /// <summary>Nothing of it was taken in until a person confirms it.</summary>
    [JsonStringEnumMemberName("set_aside")]
    SetAside,

    /// <summary>A person confirmed it, and it is still to be worked on.</summary>
    [JsonStringEnumMemberName("confirmed")]
    Confirmed,

    /// <summary>Nothing of it was taken in.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>The work on it failed in every attempt; it begins anew when the dataset is uploaded again.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Its rows were taken back out.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,

    /// <summary>The upload was deleted from the container; what came of it before stands in its history.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,
}

/// <summary>One upload and what came of it.</summary>
/// <param name="Name">Its name in the container "datasets".</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="LastModified">When it was written, UTC.</param>
/// <param name="State">What it is at.</param>
/// <param name="Reason">Why, in words; null until it was worked on.</param>
/// <param name="DecidedAt">When that was decided, UTC.</param>
/// <param name="Decision">The kind of the event that tells it; null until it was worked on.</param>
/// <param name="Version">The model that was trained because of it; null if none was.</param>
/// <param name="Comparison">What it brought beyond the training table (<see cref="DatasetComparison"/>); null if it was not
/// compared.</param>
internal sealed record DatasetEntry(
    string Name,
    [property: JsonPropertyName("etag")] string ETag,
    long Length,
    DateTimeOffset LastModified,
    DatasetState State,
    string? Reason,
    DateTimeOffset? DecidedAt,
    ModelEventKind? Decision,
    string? Version,
    JsonElement? Comparison)
{
    /// <summary>A blob beside the last event that tells of it.</summary>
    public static DatasetEntry Of(BlobEntry blob, ModelEvent? last, string? worksOn, DateTimeOffset? idleSince) => new(
        blob.Name, blob.ETag, blob.Length, blob.LastModified,
        last is not null ? StateAfter(last.Kind)
            : blob.Name == worksOn ? DatasetState.Working
            : blob.LastModified < idleSince ? DatasetState.WaitingForRedelivery
            : DatasetState.Waiting,
        last?.Reason, last?.At, last?.Kind, last?.Version, ComparisonOf(last));

    /// <summary>A blob that is gone, of which an event tells.</summary>
    public static DatasetEntry OfDeleted(ModelEvent last) => new(
        last.Dataset!.Name, last.Dataset.ETag, 0, last.Dataset.LastModified, DatasetState.Deleted,
        last.Reason, last.At, last.Kind, last.Version, ComparisonOf(last));

    /// <summary>What an event leaves a dataset at.</summary>
    public static DatasetState StateAfter(ModelEventKind kind) => kind switch
    {
        ModelEventKind.Rejected => DatasetState.Refused,
        ModelEventKind.Withdrawn => DatasetState.Withdrawn,
        ModelEventKind.SetAside => DatasetState.SetAside,
        ModelEventKind.Confirmed => DatasetState.Confirmed,
        ModelEventKind.Repeated => DatasetState.Repeated,
        ModelEventKind.Failed => DatasetState.Failed,
        _ => DatasetState.TakenIn,
    };

    private static JsonElement? ComparisonOf(ModelEvent? last) =>
        last?.Evidence is { ValueKind: JsonValueKind.Object } evidence && evidence.TryGetProperty("dataset", out var comparison)
            ? comparison
            : null;
}

/// <summary>One upload with its faults and its history.</summary>
/// <param name="Dataset">What came of it.</param>
/// <param name="Summary">What was found in it and how it was understood, with the faults listed; null if it wasn't read yet.</param>
/// <param name="History">Every event of this name, newest first: earlier contents too.</param>
internal sealed record DatasetDetails(DatasetEntry Dataset, DatasetSummary? Summary, IReadOnlyList<ModelEvent> History);

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(IReadOnlyList<DatasetEntry>))]
[JsonSerializable(typeof(DatasetDetails))]
internal sealed partial class DatasetListJson : JsonSerializerContext;
