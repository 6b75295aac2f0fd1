using Azure.Storage.Blobs.Specialized;

namespace StrokeFunctions.Registry;

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
    public HeldLease(BlobLease lease, TimeProvider time, CancellationToken ct)
    {
        _lease = lease;
        _time = time;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Token = _lost.Token;
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when the caller cancels, or when the lease is lost and somebody else may have begun.</summary>
    public CancellationToken Token { get; }

    /// <summary>Takes and holds the lease of a blob that exists; null while somebody else holds it.</summary>
    public static async Task<HeldLease?> TryTakeAsync(BlobBaseClient blob, TimeProvider time, CancellationToken ct) =>
        await BlobLease.TryTakeAsync(blob, Duration, ct) is { } lease ? new HeldLease(lease, time, ct) : null;

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
#pragma warning disable CA1031 // Whatever kept the renewal from being answered, it is tried again, and after a minute the lease counts as lost.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
