namespace StrokeFunctions.Registry;

/// <summary>Puts an uploaded file into the container "datasets", streaming, and never over another one.</summary>
internal sealed class DatasetUpload(BlobStore store)
{
    /// <summary>The largest file taken, in bytes (200 MiB, some three million patients). Larger ones go into the container with a blob client.</summary>
    public const long MaximumLength = 200L * 1024 * 1024;

    /// <summary>Stores a file under a name. The same bytes again are no conflict.</summary>
    public async Task<UploadResult> StoreAsync(string name, Stream content, CancellationToken ct)
    {
        if (BlobName.FaultOfDataset(name) is { } fault) return new UploadResult.BadName(fault);
        await using var hashing = new HashingStream(content, MaximumLength);
        try
        {
            if (await store.CreateAsync(Containers.Datasets, name, hashing, "text/csv", ct) is { } etag) return new UploadResult.Stored(etag, hashing.Count);
        }
        catch (StreamTooLongException)
        {
            return new UploadResult.TooLarge(MaximumLength);
        }

        await hashing.CopyToAsync(Stream.Null, ct);
        return await HashOfAsync(name, ct) is { } there && there.Sha256 == hashing.Sha256()
            ? new UploadResult.Stored(there.ETag, hashing.Count)
            : new UploadResult.Different();
    }

    private async Task<(string ETag, string Sha256)?> HashOfAsync(string name, CancellationToken ct)
    {
        if (await store.FindAsync(Containers.Datasets, name, ct) is not { } entry) return null;
        await using var stream = await store.OpenReadAsync(Containers.Datasets, name, entry.ETag, ct);
        await using var hashing = new HashingStream(stream);
        await hashing.CopyToAsync(Stream.Null, ct);
        return (entry.ETag, hashing.Sha256());
    }
}
