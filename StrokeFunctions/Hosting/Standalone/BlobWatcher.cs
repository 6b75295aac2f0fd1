using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// Hands new and changed blobs to the blob functions, at least once each, oldest first, one at a time per function.
/// The receipts are in storage, so several instances share the work and none repeats it after a restart.
/// </summary>
internal sealed partial class BlobWatcher(
    FunctionCatalog catalog,
    FunctionInvoker invoker,
    BlobServiceClient storage,
    BlobReceipts receipts,
    GivenUpDatasets givenUp,
    StorageSetup setup,
    IOptions<StandaloneOptions> options,
    TimeProvider clock,
    FirstAnswer first,
    ILogger<BlobWatcher> logger) : DeferredService(first)
{
    private enum Delivery
    {
        Closed,
        Later,
    }

    protected override async Task RunDeferredAsync(CancellationToken stopping)
    {
        await setup.Completion.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(catalog.Blobs.Select(function => WatchAsync(function, stopping)));
    }

    private async Task WatchAsync(BlobFunction function, CancellationToken cancellationToken)
    {
        var closed = new HashSet<(string Name, ETag? Version)>();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach (var item in await NewBlobsAsync(function, closed, cancellationToken))
                {
                    if (await DeliverAsync(function, item, cancellationToken) == Delivery.Closed)
                        closed.Add((item.Name, item.Properties.ETag));
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // however storage failed (an error, a dead connection, retries used up), it is asked again
            catch (Exception exception)
#pragma warning restore CA1031
            {
                ScanFailed(logger, function.Path.Container, exception.FirstLine());
            }

            await Task.Delay(options.Value.BlobPollInterval, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<BlobItem>> NewBlobsAsync(
        BlobFunction function, HashSet<(string Name, ETag? Version)> closed, CancellationToken cancellationToken)
    {
        var found = new List<BlobItem>();
        await foreach (
            var item in storage.GetBlobContainerClient(function.Path.Container).GetBlobsAsync(cancellationToken: cancellationToken)
        )
        {
            if (!closed.Contains((item.Name, item.Properties.ETag)) && function.Path.Match(item.Name) is not null) found.Add(item);
        }

        return [.. found.OrderBy(item => item.Properties.LastModified).ThenBy(item => item.Name, StringComparer.Ordinal)];
    }

    private async Task<Delivery> DeliverAsync(BlobFunction function, BlobItem item, CancellationToken cancellationToken)
    {
        var blob = await receipts.OpenAsync(function, item, cancellationToken);
        var receipt = await BlobReceipts.ReadAsync(blob, cancellationToken);
        if (receipt.State != BlobReceiptState.Waiting) return Delivery.Closed;
        if (receipt.NotBefore > clock.GetUtcNow()) return Delivery.Later;

        await using var lease = await HeldLease.TryTakeAsync(blob, clock, cancellationToken);
        if (lease is null) return Delivery.Later;
        receipt = await BlobReceipts.ReadAsync(blob, cancellationToken);
        if (receipt.State != BlobReceiptState.Waiting) return Delivery.Closed;
        return await InvokeAsync(function, function.Path.Match(item.Name)!, blob, receipt, lease);
    }

    private async Task<Delivery> InvokeAsync(
        BlobFunction function, IReadOnlyDictionary<string, string> placeholders, BlobClient blob, BlobReceipt receipt, HeldLease lease)
    {
        try
        {
            await invoker.InvokeAsync(function, placeholders, lease.Token);
            await BlobReceipts.CloseAsync(blob, receipt, lease);
            return Delivery.Closed;
        }
        catch (OperationCanceledException) when (lease.Token.IsCancellationRequested)
        {
            return Delivery.Later;
        }
        catch (Exception exception) when (exception.IsOfStorage())
        {
            await receipts.PostponeAsync(blob, receipt, lease, exception.FirstLine());
            Postponed(logger, function.Name, receipt.Blob, exception.FirstLine());
            return Delivery.Later;
        }
#pragma warning disable CA1031 // whatever a function throws is a failed attempt, which is counted and retried
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The event first: whoever is killed between the two tries once more, and doesn't tell twice.
            if (receipt.Attempts + 1 >= options.Value.BlobAttempts) await givenUp.RecordAsync(receipt.Blob, exception);
            var failed = await receipts.FailAsync(blob, receipt, lease, $"{exception.GetType().Name}: {exception.Message}");
            AttemptFailed(logger, function.Name, receipt.Blob, failed.Attempts, options.Value.BlobAttempts, exception);
            return failed.State == BlobReceiptState.Poison ? Delivery.Closed : Delivery.Later;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The container {Container} could not be looked through: {Reason}")]
    private static partial void ScanFailed(ILogger logger, string container, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} on {Blob} is put off, since storage failed: {Reason}")]
    private static partial void Postponed(ILogger logger, string function, string blob, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed on {Blob}, attempt {Attempt} of {Attempts}")]
    private static partial void AttemptFailed(ILogger logger, string function, string blob, int attempt, int attempts, Exception exception);
}
