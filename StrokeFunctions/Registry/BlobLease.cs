using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace StrokeFunctions.Registry;

/// <summary>A lease held on a blob: nobody else can take it until it is released or runs out unrenewed.</summary>
internal sealed class BlobLease(BlobLeaseClient client)
{
    /// <summary>What a write to the leased blob must state.</summary>
    public string Id => client.LeaseId;

    /// <summary>Takes a lease on a blob that exists, for 15 to 60 seconds; null if somebody else holds it.</summary>
    public static async Task<BlobLease?> TryTakeAsync(BlobBaseClient blob, TimeSpan duration, CancellationToken ct)
    {
        var client = blob.GetBlobLeaseClient();
        try
        {
            await client.AcquireAsync(duration, cancellationToken: ct);
            return new BlobLease(client);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return null;
        }
    }

    /// <summary>Prolongs the lease by its whole duration. False if it is no longer ours.</summary>
    public async Task<bool> RenewAsync(CancellationToken ct)
    {
        try
        {
            await client.RenewAsync(cancellationToken: ct);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Gives the lease up at once. Nothing happens if it was lost already.</summary>
    public async Task ReleaseAsync(CancellationToken ct)
    {
        try
        {
            await client.ReleaseAsync(cancellationToken: ct);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // Lost before: somebody else's now, and not ours to release.
        }
    }
}
