using System.Text.Json.Serialization;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>Puts an uploaded file into the container "datasets", streaming, and never over another one.</summary>
internal sealed class DatasetUpload(BlobStore store)
{
    /// <summary>
    /// The largest file taken, in bytes (200 MiB, some three million patients). Larger ones go into the container with a blob client.
    /// </summary>
    public const long MaximumLength = 200L * 1024 * 1024;

    /// <summary>Stores a file under a name. The same bytes again are no conflict.</summary>
    public async Task<UploadResult> StoreAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        if (BlobName.FaultOfDataset(name) is { } fault) return new UploadResult.BadName(fault);
        await using var hashing = new HashingStream(content, MaximumLength);
        try
        {
            if (await store.CreateAsync(Containers.Datasets, name, hashing, "text/csv", cancellationToken) is { } etag)
                return new UploadResult.Stored(etag, hashing.Count);
        }
        catch (StreamTooLongException)
        {
            return new UploadResult.TooLarge(MaximumLength);
        }

        await hashing.CopyToAsync(Stream.Null, cancellationToken);
        return await HashOfAsync(name, cancellationToken) is { } there && there.Sha256 == hashing.Sha256()
            ? new UploadResult.Stored(there.ETag, hashing.Count)
            : new UploadResult.Different();
    }

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
    internal sealed record Stored(string ETag, long Length) : UploadResult;

    /// <summary>Another file of that name is in the container, and stays.</summary>
    internal sealed record Different : UploadResult;

    /// <summary>The name can't be one.</summary>
    /// <param name="Fault">What is wrong with it, in words.</param>
    internal sealed record BadName(string Fault) : UploadResult;

    /// <summary>The file is too large; nothing was stored.</summary>
    /// <param name="MaximumLength">The largest that is taken, in bytes.</param>
    internal sealed record TooLarge(long MaximumLength) : UploadResult;
}

/// <summary>The answer to an upload.</summary>
/// <param name="Name">The dataset's name.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Length">Its size in bytes.</param>
internal sealed record StoredDataset(string Name, [property: JsonPropertyName("etag")] string ETag, long Length);
