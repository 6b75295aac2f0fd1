namespace StrokeFunctions.Registry;

/// <summary>
/// One training at a time over all instances: a lease on the blob training/lock. It is renewed while the training runs, and runs out
/// by itself when the process dies, so that another instance can take the work up.
/// </summary>
internal sealed class TrainingLock(BlobStore store, TimeProvider time)
{
    /// <summary>The blob, in the container "training".</summary>
    public const string Name = "lock";

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    /// <summary>Waits until no other training runs, and takes the lock. Dispose of it to give it back at once.</summary>
    public async Task<HeldLease> AcquireAsync(CancellationToken ct)
    {
        while (true)
        {
            if (await TryAcquireAsync(ct) is { } lease) return lease;
            await Task.Delay(AskEvery, time, ct);
        }
    }

    /// <summary>Takes the lock; null while a training runs.</summary>
    public async Task<HeldLease?> TryAcquireAsync(CancellationToken ct) =>
        await store.TryLeaseAsync(Containers.Training, Name, HeldLease.Duration, ct) is { } lease ? new HeldLease(lease, time, ct) : null;
}
