namespace StrokeFunctions.Registry;

/// <summary>The lock of a running training. Work under it stops when <see cref="Token"/> is cancelled.</summary>
internal sealed class TrainingLease : IAsyncDisposable
{
    private readonly BlobLease _lease;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;

    /// <summary>Begins to renew a lease that was just taken.</summary>
    public TrainingLease(BlobLease lease, TimeProvider time, CancellationToken ct)
    {
        _lease = lease;
        _time = time;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Token = _lost.Token;
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when the caller cancels, or when the lease is lost and another training may have begun.</summary>
    public CancellationToken Token { get; }

    /// <summary>Makes sure, by renewing it, that the lock is still ours: asked just before something is published.</summary>
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
        await _lease.ReleaseAsync(CancellationToken.None);
        _lost.Dispose();
        _done.Dispose();
    }

    private async Task RenewAsync()
    {
        var renewed = _time.GetTimestamp();
        while (!_done.IsCancellationRequested)
        {
            await Task.Delay(TrainingLock.RenewEvery, _time, _done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_done.IsCancellationRequested) return;
            if (await TryRenewAsync()) renewed = _time.GetTimestamp();
            else if (_time.GetElapsedTime(renewed) + TrainingLock.RenewEvery > TrainingLock.Duration) await _lost.CancelAsync();
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        using var patience = new CancellationTokenSource(TrainingLock.RenewEvery / 2, _time);
        try
        {
            if (await _lease.RenewAsync(patience.Token)) return true;
            await _lost.CancelAsync();
            return false;
        }
#pragma warning disable CA1031 // Whatever kept the renewal from being answered, it is tried again, and after a minute the lock counts as lost.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
