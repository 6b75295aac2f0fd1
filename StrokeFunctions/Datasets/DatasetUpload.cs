using System.IO.Pipelines;
using System.Text.Json.Serialization;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Puts an uploaded file into the container "datasets", streaming. It replaces a file only if nothing of that one was taken in: a refused
/// one is mended under its own name, and one that was given up is worked on anew.
/// </summary>
internal sealed class DatasetUpload(BlobStore store, ModelRegistry registry)
{
    /// <summary>
    /// The largest file taken, in bytes (100 MB, some one and a half million patients): below the Functions host's own limit on bodies of
    /// 104,857,600, which it answers with an empty 500. Larger ones go into the container with a blob client.
    /// </summary>
    public const long MaximumLength = 100_000_000;

    /// <summary>Stores a file under a name. The same bytes again are no conflict.</summary>
    public async Task<UploadResult> StoreAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        if (BlobName.FaultOfDataset(name) is { } fault) return new UploadResult.BadName(fault);
        var reader = PipeReader.Create(content, new StreamPipeReaderOptions(leaveOpen: true));
        var first = await reader.ReadAsync(cancellationToken);
        if (first is { IsCompleted: true, Buffer.IsEmpty: true }) return new UploadResult.Empty();
        reader.AdvanceTo(first.Buffer.Start);
        await using var hashing = new HashingStream(reader.AsStream(), MaximumLength);
        try
        {
            var there = await store.FindAsync(Containers.Datasets, name, cancellationToken);
            var came = there is null ? null : LastOf(await registry.EventsAsync(cancellationToken), there);
            var etag = there is not null && IsReplaceable(came)
                ? await store.ReplaceAsync(Containers.Datasets, name, hashing, "text/csv", there.ETag, cancellationToken)
                : there is null ? await store.CreateAsync(Containers.Datasets, name, hashing, "text/csv", cancellationToken) : null;
            if (etag is not null)
                return new UploadResult.Stored(etag, hashing.Count, await BeforeAsync(hashing.Sha256(), cancellationToken));

            // Whatever was not read yet counts for the hash, too.
            await hashing.CopyToAsync(Stream.Null, cancellationToken);
            return await HashOfAsync(name, cancellationToken) is { } other && other.Sha256 == hashing.Sha256()
                ? new UploadResult.Stored(other.ETag, hashing.Count, came ?? await BeforeAsync(other.Sha256, cancellationToken))
                : new UploadResult.Different(came);
        }
        catch (StreamTooLongException)
        {
            return new UploadResult.TooLarge(MaximumLength);
        }
    }

    private static bool IsReplaceable(ModelEvent? came) =>
        came?.Kind is ModelEventKind.Rejected or ModelEventKind.SetAside or ModelEventKind.Withdrawn or ModelEventKind.Failed;

    private static ModelEvent? LastOf(IReadOnlyList<ModelEvent> events, BlobEntry blob) =>
        events.LastOrDefault(e => e.Dataset?.Name == blob.Name && e.Dataset.ETag == blob.ETag);

    /// <summary>What came of the same bytes before, if they were taken in: they will not be worked on again.</summary>
    private async Task<ModelEvent?> BeforeAsync(string sha256, CancellationToken cancellationToken) =>
        new ModelHistory(await registry.EventsAsync(cancellationToken)).LastOf(sha256) is { } last
        && last.Kind is ModelEventKind.Promoted or ModelEventKind.KeptChampion or ModelEventKind.NotNeeded ? last : null;

    private async Task<(string ETag, string Sha256)?> HashOfAsync(string name, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Containers.Datasets, name, cancellationToken) is not { } entry) return null;
        await using var stream = await store.OpenReadAsync(Containers.Datasets, name, entry.ETag, cancellationToken);
        await using var hashing = new HashingStream(stream);
        await hashing.CopyToAsync(Stream.Null, cancellationToken);
        return (entry.ETag, hashing.Sha256());
    }
}

/// <summary>The endings of <see cref="DatasetUpload.StoreAsync"/>.</summary>
internal abstract record UploadResult
{
    private UploadResult()
    {
    }

    /// <summary>The file is in the container, now or since before.</summary>
    /// <param name="ETag">Its ETag.</param>
    /// <param name="Length">Its size in bytes.</param>
    /// <param name="Before">What came of the same bytes before; null if they are to be worked on.</param>
    internal sealed record Stored(string ETag, long Length, ModelEvent? Before) : UploadResult;

    /// <summary>Another file of that name is in the container, and stays.</summary>
    /// <param name="Came">What came of it; null if it was not worked on yet.</param>
    internal sealed record Different(ModelEvent? Came) : UploadResult;

    /// <summary>The name can't be one.</summary>
    /// <param name="Fault">What is wrong with it, in words.</param>
    internal sealed record BadName(string Fault) : UploadResult;

    /// <summary>There is not one byte; nothing was stored.</summary>
    internal sealed record Empty : UploadResult;

    /// <summary>The file is too large; nothing was stored.</summary>
    /// <param name="MaximumLength">The largest that is taken, in bytes.</param>
    internal sealed record TooLarge(long MaximumLength) : UploadResult;
}

/// <summary>The answer to an upload.</summary>
/// <param name="Name">The dataset's name.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="State">What it is at: waiting, or what came of the same bytes before.</param>
/// <param name="Reason">Why, if they were worked on before.</param>
/// <param name="SameAs">The dataset as which they were.</param>
internal sealed record StoredDataset(
    string Name,
    [property: JsonPropertyName("etag")] string ETag,
    long Length,
    DatasetState State = DatasetState.Waiting,
    string? Reason = null,
    string? SameAs = null);
