using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace StrokeFunctions.Storage;

/// <summary>A lease held on a blob: nobody else can take it until it is released or runs out unrenewed.</summary>
internal sealed class BlobLease(BlobLeaseClient client)
{
    /// <summary>What a write to the leased blob must state.</summary>
    public string Id => client.LeaseId;

    /// <summary>Takes a lease on a blob that exists, for 15 to 60 seconds; null if somebody else holds it.</summary>
    public static async Task<BlobLease?> TryTakeAsync(BlobBaseClient blob, TimeSpan duration, CancellationToken cancellationToken)
    {
        var client = blob.GetBlobLeaseClient();
        try
        {
            await client.AcquireAsync(duration, cancellationToken: cancellationToken);
            return new BlobLease(client);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return null;
        }
    }

    /// <summary>Prolongs the lease by its whole duration. False if it is no longer ours.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.RenewAsync(cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Gives the lease up at once. Nothing happens if it was lost already.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.ReleaseAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // Lost before: somebody else's now, and not ours to release.
        }
    }
}

/// <summary>
/// A lease that is renewed until it is disposed of, so that one instance at a time does a piece of work. Work under it stops when
/// <see cref="Token"/> is cancelled. When an instance dies, its lease runs out within a minute, and another takes over.
/// </summary>
internal sealed class HeldLease : IAsyncDisposable
{
    /// <summary>How long a lease lives without being renewed: the longest that Azure allows for one that ends at all.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>How often it is renewed: twice may fail before it is lost.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(18);

    private readonly BlobLease _lease;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;

    /// <summary>Begins to renew a lease that was just taken for <see cref="Duration"/>.</summary>
    public HeldLease(BlobLease lease, TimeProvider time, CancellationToken cancellationToken)
    {
        _lease = lease;
        _time = time;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _lost.Token;
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when the caller cancels, or when the lease is lost and somebody else may have begun.</summary>
    public CancellationToken Token { get; }

    /// <summary>Takes and holds the lease of a blob that exists; null while somebody else holds it.</summary>
    public static async Task<HeldLease?> TryTakeAsync(BlobBaseClient blob, TimeProvider time, CancellationToken cancellationToken) =>
        await BlobLease.TryTakeAsync(blob, Duration, cancellationToken) is { } lease ? new HeldLease(lease, time, cancellationToken) : null;

    /// <summary>What a write to the leased blob itself must state.</summary>
    public string Id => _lease.Id;

    /// <summary>Makes sure, by renewing it, that the lease is still ours: asked just before something is published.</summary>
    /// <exception cref="OperationCanceledException">It is lost.</exception>
    public async Task ConfirmAsync()
    {
        if (!await _lease.RenewAsync(Token)) await _lost.CancelAsync();
        Token.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _renewing;
        try
        {
            await _lease.ReleaseAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever kept the release from being answered, the work is done, and the lease runs out by itself.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        _lost.Dispose();
        _done.Dispose();
    }

    private async Task RenewAsync()
    {
        var renewed = _time.GetTimestamp();
        while (!_done.IsCancellationRequested)
        {
            await Task.Delay(RenewEvery, _time, _done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_done.IsCancellationRequested) return;
            if (await TryRenewAsync()) renewed = _time.GetTimestamp();
            else if (_time.GetElapsedTime(renewed) + RenewEvery > Duration) await _lost.CancelAsync();
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        using var patience = new CancellationTokenSource(RenewEvery / 2, _time);
        try
        {
            if (await _lease.RenewAsync(patience.Token)) return true;
            await _lost.CancelAsync();
            return false;
        }
#pragma warning disable CA1031 // Whatever hindered the renewal, it is tried again, and after a minute the lease counts as lost.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}

/// <summary>
/// One training at a time over all instances: a lease on the blob training/lock. It is renewed while the training runs, and runs out
/// by itself when the process dies, so that another instance can take the work up.
/// </summary>
internal sealed class TrainingLock(BlobStore store, TimeProvider time)
{
    /// <summary>The blob, in the container "training".</summary>
    public const string Name = "lock";

    /// <summary>What was written this long ago reached its function, where anybody is there to take it up.</summary>
    public static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    /// <summary>Waits until no other training runs, and takes the lock. Dispose of it to give it back at once.</summary>
    public async Task<HeldLease> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryAcquireAsync(cancellationToken) is { } lease) return lease;
            await Task.Delay(AskEvery, time, cancellationToken);
        }
    }

    /// <summary>Whether a training runs, on whichever instance.</summary>
    public Task<bool> IsHeldAsync(CancellationToken cancellationToken) => store.IsLeasedAsync(Containers.Training, Name, cancellationToken);

    /// <summary>Takes the lock; null while a training runs.</summary>
    public async Task<HeldLease?> TryAcquireAsync(CancellationToken cancellationToken) =>
        await store.TryLeaseAsync(Containers.Training, Name, HeldLease.Duration, cancellationToken) is { } lease
            ? new HeldLease(lease, time, cancellationToken)
            : null;
}
