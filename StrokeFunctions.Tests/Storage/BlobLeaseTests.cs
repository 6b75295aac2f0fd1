using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Storage;

public sealed class BlobLeaseTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcquireAsync_Waits_UntilTheHolderIsDone()
    {
        var store = await TestStorage.NewAsync(azurite);
        var first = await new TrainingLock(store, TimeProvider.System).AcquireAsync(Ct);
        var second = new TrainingLock(store, TimeProvider.System).AcquireAsync(Ct);

        await first.ConfirmAsync();
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();

        await using var taken = await second.WaitAsync(Eventually.Timeout, Ct);
        await taken.ConfirmAsync();
    }

    [Fact]
    public async Task Token_IsCancelled_WhenTheLockWasLost()
    {
        var account = azurite.NewAccount();
        var store = await TestStorage.OpenAsync(account);
        await using var held = await new TrainingLock(store, new FakeTimeProvider()).AcquireAsync(Ct);
        await BreakAsync(account);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(held.ConfirmAsync);

        Assert.True(held.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Token_IsCancelled_WhenARenewalFindsTheLockLost()
    {
        var account = azurite.NewAccount();
        var store = await TestStorage.OpenAsync(account);
        var time = new FakeTimeProvider();
        await using var held = await new TrainingLock(store, time).AcquireAsync(Ct);
        await BreakAsync(account);
        var lost = new TaskCompletionSource();
        held.Token.Register(lost.SetResult);

        time.Advance(HeldLease.RenewEvery);

        await lost.Task.WaitAsync(Eventually.Timeout, Ct);
    }

    [Fact]
    public async Task AcquireAsync_StopsWaiting_WhenCancelled()
    {
        var store = await TestStorage.NewAsync(azurite);
        await using var held = await new TrainingLock(store, TimeProvider.System).AcquireAsync(Ct);
        using var cancel = new CancellationTokenSource();
        var waiting = new TrainingLock(store, TimeProvider.System).AcquireAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    /// <summary>Ends the lease as it ends when it runs out.</summary>
    private static async Task BreakAsync(string account) => await new BlobServiceClient(account)
        .GetBlobContainerClient(Containers.Training).GetBlobClient(TrainingLock.Name).GetBlobLeaseClient()
        .BreakAsync(TimeSpan.Zero, cancellationToken: Ct);
}
