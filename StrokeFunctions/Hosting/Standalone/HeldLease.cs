using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// A lease on a blob, held and renewed until disposed, so that one instance at a time does a piece of work.
/// When an instance dies, its lease runs out within a minute, and another takes over.
/// </summary>
internal sealed class HeldLease : IAsyncDisposable
{
    /// <summary>The longest lease that storage gives, short of an endless one.</summary>
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    private readonly BlobLeaseClient _lease;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewal;

    private HeldLease(BlobLeaseClient lease, TimeProvider clock, CancellationToken cancellationToken)
    {
        _lease = lease;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _renewal = RenewAsync(clock);
    }

    /// <summary>Ends the work: the app stops, or the lease could not be kept.</summary>
    public CancellationToken Held => _lost.Token;

    /// <summary>What writes to the blob must state while the lease is held.</summary>
    public BlobRequestConditions Condition => new() { LeaseId = _lease.LeaseId };

    /// <summary>The lease; null while another instance holds it.</summary>
    public static async Task<HeldLease?> TryTakeAsync(BlobClient blob, TimeProvider clock, CancellationToken cancellationToken)
    {
        var lease = blob.GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(Length, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return null;
        }

        return new HeldLease(lease, clock, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewal;
        try
        {
            await _lease.ReleaseAsync(cancellationToken: CancellationToken.None);
        }
        catch (RequestFailedException)
        {
            // Not held any more, or storage does not answer: either way it runs out by itself.
        }

        _end.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(TimeProvider clock)
    {
        var renewedAt = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await Task.Delay(RenewEvery, clock, _end.Token);
                await _lease.RenewAsync(cancellationToken: _end.Token);
                renewedAt = clock.GetTimestamp();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (RequestFailedException exception) when (exception.Status < 500 && exception.Status != 0 || clock.GetElapsedTime(renewedAt) >= Length)
            {
                await _lost.CancelAsync();
                return;
            }
            catch (RequestFailedException)
            {
                // Storage did not answer; there is time to ask again before the lease runs out.
            }
        }
    }
}
