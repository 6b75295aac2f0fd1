using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Datasets;
using StrokeFunctions.Scoring;
using StrokeFunctions.Training;

namespace StrokeFunctions.Functions;

/// <summary>
/// Finishes withdrawals that were cut off, and takes up what no event told of, on a schedule of its own (setting Reconcile__Schedule):
/// apart from the reports, which a large dataset can make fail for want of memory, and batches apart from datasets, so that neither waits
/// for the other.
/// </summary>
internal sealed class ReconcileFunctions(DatasetWithdrawal withdrawal, LostDatasets datasets, LostBatches batches)
{
    [Function("ReconcileDatasets")]
    public async Task ReconcileDatasetsAsync(
        [TimerTrigger("%Reconcile:Schedule%", UseMonitor = true)] TimerInfo timer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await withdrawal.SettleAsync(cancellationToken);
        }
        finally
        {
            // What can't be finished keeps nothing waiting.
            await datasets.TakeUpAsync(cancellationToken);
        }
    }

    [Function("ReconcileBatches")]
    public Task ReconcileBatchesAsync(
        [TimerTrigger("%Reconcile:Schedule%", UseMonitor = true)] TimerInfo timer,
        CancellationToken cancellationToken
    ) => batches.TakeUpAsync(cancellationToken);
}
