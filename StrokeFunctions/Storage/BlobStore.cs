using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace StrokeFunctions.Storage;

/// <summary>
/// The storage account, as the rest of the program sees it: reads with ETags, writes with conditions.
/// The only class outside Hosting/ that touches the Azure SDK (with <see cref="BlobLease"/>, which it hands out).
/// </summary>
internal sealed class BlobStore(BlobServiceClient service)
{
    /// <summary>An upload is sent in pieces of this many bytes, so that memory does not grow with the file.</summary>
    private const int PieceLength = 4 * 1024 * 1024;

    /// <summary>Creates the containers that are absent.</summary>
    public Task EnsureContainersAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Containers.All.Select(container =>
                service.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellationToken)
            )
        );

    /// <summary>What a blob is, without its content; null if there is none.</summary>
    public async Task<BlobEntry?> FindAsync(string container, string name, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties p = await Client(container, name).GetPropertiesAsync(cancellationToken: cancellationToken);
            return new BlobEntry(name, p.ContentLength, Plain(p.ETag), p.LastModified);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Reads a blob whole; null if there is none.</summary>
    public async Task<Blob?> ReadAsync(string container, string name, CancellationToken cancellationToken)
    {
        try
        {
            return BlobOf(await Client(container, name).DownloadContentAsync(cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>
    /// As <see cref="ReadAsync"/>, on the caller's thread: for a start, which would else have to compile the code that awaits each layer of
    /// the client.
    /// </summary>
    public Blob? Read(string container, string name, CancellationToken cancellationToken) =>
        ReadIfChanged(container, name, null, cancellationToken) is BlobChange.Changed changed ? changed.Blob : null;

    /// <summary>As <see cref="Read"/>, unless the blob still has the ETag given (If-None-Match).</summary>
    public BlobChange ReadIfChanged(string container, string name, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            var conditions = etag is null ? null : new BlobRequestConditions { IfNoneMatch = new ETag(etag) };
            var response = Client(container, name).DownloadContent(new BlobDownloadOptions { Conditions = conditions }, cancellationToken);
            return response.GetRawResponse().Status == 304 ? new BlobChange.Unchanged() : new BlobChange.Changed(BlobOf(response));
        }
        catch (RequestFailedException e) when (e.Status is 304 or 404)
        {
            return e.Status == 304 ? new BlobChange.Unchanged() : new BlobChange.Missing();
        }
    }

    /// <summary>
    /// Opens a blob to be read piece by piece; the stream can seek. With an ETag, reading fails if the blob is replaced meanwhile,
    /// so nobody reads half of one and half of another; without one, what is appended meanwhile is read too.
    /// </summary>
    public Task<Stream> OpenReadAsync(string container, string name, string? etag, CancellationToken cancellationToken) =>
        Client(container, name).OpenReadAsync(
            new BlobOpenReadOptions(allowModifications: etag is null)
            {
                BufferSize = PieceLength,
                Conditions = etag is null ? null : new BlobRequestConditions { IfMatch = new ETag(etag) },
            },
            cancellationToken);

    /// <summary>
    /// As <see cref="OpenReadAsync"/>, decompressed where the blob's Content-Encoding says that it is compressed; only forwards.
    /// </summary>
    /// <exception cref="InvalidDataException">The Content-Encoding is none that is known.</exception>
    public async Task<Stream> OpenDecodedAsync(string container, string name, string etag, CancellationToken cancellationToken)
    {
        BlobProperties p = await Client(container, name).GetPropertiesAsync(cancellationToken: cancellationToken);
        var stream = await OpenReadAsync(container, name, etag, cancellationToken);
        return ContentCoding.Decode(stream, p.ContentEncoding)
            ?? throw new InvalidDataException($"Its Content-Encoding is {p.ContentEncoding}; read are: {ContentCoding.Known}.");
    }

    /// <summary>Writes a new blob (If-None-Match: *). Returns its ETag, or null if there is one of that name already.</summary>
    public Task<string?> CreateAsync(
        string container,
        string name,
        Stream content,
        string contentType,
        CancellationToken cancellationToken
    ) => UploadAsync(container, name, content, contentType, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);

    /// <inheritdoc cref="CreateAsync(string, string, Stream, string, CancellationToken)"/>
    public Task<string?> CreateAsync(
        string container,
        string name,
        ReadOnlyMemory<byte> content,
        string contentType,
        CancellationToken cancellationToken
    ) => CreateAsync(container, name, BinaryData.FromBytes(content).ToStream(), contentType, cancellationToken);

    /// <inheritdoc cref="ReplaceAsync(string, string, ReadOnlyMemory{byte}, string, string, CancellationToken)"/>
    public Task<string?> ReplaceAsync(string container, string name, Stream content, string contentType, string etag,
        CancellationToken cancellationToken) =>
        UploadAsync(container, name, content, contentType, new BlobRequestConditions { IfMatch = new ETag(etag) }, cancellationToken);

    /// <summary>Writes a blob over the one with the ETag given (If-Match). Returns the new ETag, or null if it is another by now.</summary>
    public Task<string?> ReplaceAsync(
        string container,
        string name,
        ReadOnlyMemory<byte> content,
        string contentType,
        string etag,
        CancellationToken cancellationToken
    ) =>
        UploadAsync(
            container,
            name,
            BinaryData.FromBytes(content).ToStream(),
            contentType,
            new BlobRequestConditions { IfMatch = new ETag(etag) },
            cancellationToken
        );

    /// <summary>Writes a blob whatever was there: only for what is derived, and would be written the same by anybody.</summary>
    public async Task<string> WriteAsync(
        string container,
        string name,
        Stream content,
        string contentType,
        CancellationToken cancellationToken
    ) =>
        await UploadAsync(container, name, content, contentType, null, cancellationToken)
        ?? throw new InvalidOperationException("An unconditional write was refused as conditional.");

    /// <summary>
    /// Adds bytes to the end of an append blob, which is created if absent, if the blob is exactly so long; false if it is not.
    /// An append whose answer was lost is recognised by its bytes at that place: done once, told once.
    /// </summary>
    public async Task<bool> AppendAsync(
        string container, string name, ReadOnlyMemory<byte> content, string contentType, long position, CancellationToken cancellationToken)
    {
        var client = Container(container).GetAppendBlobClient(Checked(name));
        var conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = position };
        var created = new AppendBlobCreateOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType } };
        if (position == 0) await client.CreateIfNotExistsAsync(created, cancellationToken);
        try
        {
            using var stream = BinaryData.FromBytes(content).ToStream();
            await client.AppendBlockAsync(stream, new AppendBlobAppendBlockOptions { Conditions = conditions }, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.AppendPositionConditionNotMet)
        {
            return await HoldsAsync(client, content, position, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            // Deleted since, as an erasure does: the caller begins a new blob.
            return false;
        }
    }

    /// <summary>As <see cref="AppendAsync"/>, at the end of a blob that others append to as well, wherever that is.</summary>
    public async Task AppendOnceAsync(string container, string name, ReadOnlyMemory<byte> content, string contentType,
        CancellationToken cancellationToken)
    {
        while (!await AppendAsync(container, name, content, contentType, (await FindAsync(container, name, cancellationToken))?.Length
            ?? 0, cancellationToken))
        {
            // Somebody else was faster; once more behind them.
        }
    }

    private static async Task<bool> HoldsAsync(AppendBlobClient client, ReadOnlyMemory<byte> content, long position,
        CancellationToken cancellationToken)
    {
        BlobProperties properties = await client.GetPropertiesAsync(cancellationToken: cancellationToken);
        if (properties.ContentLength < position + content.Length) return false;
        var range = new BlobDownloadOptions { Range = new HttpRange(position, content.Length) };
        BlobDownloadResult there = await client.DownloadContentAsync(range, cancellationToken);
        return there.Content.ToMemory().Span.SequenceEqual(content.Span);
    }

    /// <summary>The blobs whose names begin with a prefix, in the order of their names; none if there is no container yet.</summary>
    public async IAsyncEnumerable<BlobEntry> ListAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await Container(container).ExistsAsync(cancellationToken)) yield break;
        await foreach (var item in Container(container).GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken))
        {
            var p = item.Properties;
            yield return new BlobEntry(item.Name, p.ContentLength ?? 0, p.ETag is { } etag ? Plain(etag) : "", p.LastModified ?? default);
        }
    }

    /// <summary>Deletes a blob; nothing happens if there is none.</summary>
    public Task DeleteAsync(string container, string name, CancellationToken cancellationToken) =>
        Client(container, name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Deletes a blob if it still has the ETag given; false if it is another by now, or gone.</summary>
    public async Task<bool> DeleteIfUnchangedAsync(string container, string name, string etag, CancellationToken cancellationToken)
    {
        try
        {
            var conditions = new BlobRequestConditions { IfMatch = new ETag(etag) };
            return await Client(container, name).DeleteIfExistsAsync(DeleteSnapshotsOption.None, conditions, cancellationToken);
        }
        catch (RequestFailedException e) when (IsRefused(e))
        {
            return false;
        }
    }

    /// <summary>The lines of a text blob, one at a time; what is appended meanwhile is read too.</summary>
    public async IAsyncEnumerable<string> ReadLinesAsync(
        string container,
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var stream = await OpenReadAsync(container, name, null, cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line) yield return line;
    }

    /// <summary>Whether somebody holds a lease on a blob.</summary>
    public async Task<bool> IsLeasedAsync(string container, string name, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await Client(container, name).GetPropertiesAsync(cancellationToken: cancellationToken);
            return properties.LeaseState == LeaseState.Leased;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    /// <summary>Takes a lease on a blob (created empty if absent) for 15 to 60 seconds; null if somebody else holds it.</summary>
    public async Task<BlobLease?> TryLeaseAsync(string container, string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        await CreateAsync(container, name, ReadOnlyMemory<byte>.Empty, "application/octet-stream", cancellationToken);
        return await BlobLease.TryTakeAsync(Client(container, name), duration, cancellationToken);
    }

    private async Task<string?> UploadAsync(
        string container,
        string name,
        Stream content,
        string contentType,
        BlobRequestConditions? conditions,
        CancellationToken cancellationToken
    )
    {
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
            TransferOptions = new StorageTransferOptions
            {
                MaximumConcurrency = 1,
                InitialTransferSize = PieceLength,
                MaximumTransferSize = PieceLength,
            },
        };
        try
        {
            BlobContentInfo info = await Client(container, name).UploadAsync(content, options, cancellationToken);
            return Plain(info.ETag);
        }
        catch (RequestFailedException e) when (conditions is not null && IsRefused(e))
        {
            return null;
        }
    }

    /// <summary>A condition was not met. A missing container is a 404 too, but that is a fault of the set-up and propagates.</summary>
    private static bool IsRefused(RequestFailedException e) =>
        e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.ConditionNotMet
        || e.ErrorCode == BlobErrorCode.BlobNotFound || e.ErrorCode == BlobErrorCode.LeaseIdMissing;

    private static Blob BlobOf(BlobDownloadResult result) =>
        new(result.Content, Plain(result.Details.ETag), result.Details.LastModified);

    /// <summary>
    /// An ETag without quotes. An answer's header gives it in quotes and a listing without (both as they stand in Azure's REST API), so
    /// that the two would never be equal as text; the SDK quotes it again where a condition needs it.
    /// </summary>
    private static string Plain(ETag etag) => etag.ToString("G").Trim('"');

    private BlobContainerClient Container(string name) => service.GetBlobContainerClient(name);

    private BlobClient Client(string container, string name) => Container(container).GetBlobClient(Checked(name));

    private static string Checked(string name) =>
        BlobName.FaultOf(name) is { } fault ? throw new ArgumentException($"A blob can't have this name: {fault}.", nameof(name)) : name;
}
