using Azure;
using Azure.Storage.Blobs.Specialized;

namespace StrokeFunctions.Registry;

/// <summary>A lease held on a blob: nobody else can take it until it is released or runs out unrenewed.</summary>
internal sealed class BlobLease(BlobLeaseClient client)
{
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
