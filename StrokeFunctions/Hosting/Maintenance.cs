using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting;

/// <summary>
/// What is done now and then beside scoring: the ages of the last report and the last training are looked up for the health answer,
/// and days of the scoring log beyond their retention are deleted.
/// </summary>
internal sealed partial class Maintenance(
    BlobStore store,
    ReportArchive reports,
    ModelRegistry registry,
    TrainingLock trainingLock,
    IOptions<ScoringOptions> options,
    TimeProvider clock,
    FirstAnswer first,
    ILogger<Maintenance> logger
) : DeferredService(first)
{
    private volatile LastRuns _lastRuns = new(null, null, 0);

    private volatile WaitingDatasets? _waiting;

    /// <summary>When the last report was written and the last training ended.</summary>
    public LastRuns LastRuns => _lastRuns;

    /// <summary>The datasets that nothing came of yet; null if there are none.</summary>
    public WaitingDatasets? Waiting => _waiting;

    /// <summary>Does it once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var written = await reports.ListAsync(cancellationToken);
        var events = await registry.EventsAsync(cancellationToken);
        _lastRuns = new LastRuns(
            written.Count == 0 ? null : written.Max(report => report.LastModified),
            events.LastOrDefault(happened => happened.Dataset is not null && happened.Kind != ModelEventKind.NotNeeded)?.At,
            new ModelHistory(events).GivenUp().Count,
            new ModelHistory(events).Waiting().Count,
            new ModelHistory(events).SuspectedLeak()
        );
        _waiting = await FindWaitingAsync(events, cancellationToken);
        if (options.Value.LogRetentionDays > 0)
            await ShortenLogAsync(clock.GetUtcNow().AddDays(-options.Value.LogRetentionDays), cancellationToken);
    }

    protected override async Task RunDeferredAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.UpkeepInterval, clock);
        do
        {
            try
            {
                await RunAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // nothing depends on this round; the next one tries again
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>
    /// Datasets that lie there and that no event tells of. While no training runs anywhere, nobody is at them: their instance died or was
    /// stopped, and the Functions host delivers them again ten minutes after it took them up.
    /// </summary>
    private async Task<WaitingDatasets?> FindWaitingAsync(IReadOnlyList<ModelEvent> events, CancellationToken cancellationToken)
    {
        var told = events.Where(e => e.Dataset is not null).Select(e => (e.Dataset!.Name, e.Dataset.ETag)).ToHashSet();
        var (count, oldest) = (0, DateTimeOffset.MaxValue);
        await foreach (var blob in store.ListAsync(Containers.Datasets, "", cancellationToken))
        {
            if (BlobName.FaultOfDataset(blob.Name) is not null || told.Contains((blob.Name, blob.ETag))) continue;
            if (blob.LastModified > clock.GetUtcNow() - TrainingLock.OnItsWay) continue;
            count++;
            if (blob.LastModified < oldest) oldest = blob.LastModified;
        }

        return count == 0 ? null : new WaitingDatasets(count, oldest, !await trainingLock.IsHeldAsync(cancellationToken));
    }

    /// <summary>Blobs are listed from the oldest day on, so the first that is young enough ends it.</summary>
    private async Task ShortenLogAsync(DateTimeOffset keepFrom, CancellationToken cancellationToken)
    {
        var first = keepFrom.UtcDateTime.ToString("yyyy'/'MM'/'dd");
        await foreach (var blob in store.ListAsync(Containers.ScoringLog, "", cancellationToken))
        {
            if (string.CompareOrdinal(blob.Name, first) >= 0) return;
            await store.DeleteAsync(Containers.ScoringLog, blob.Name, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking up the last report and training, or shortening the scoring log, failed")]
    private static partial void Failed(ILogger logger, Exception exception);
}

/// <summary>When things last happened.</summary>
/// <param name="Report">The newest report was written, UTC; null if there is none.</param>
/// <param name="Training">The newest training ended, UTC; null if there was none.</param>
/// <param name="GivenUp">Datasets whose every attempt failed, and that were not uploaded again.</param>
/// <param name="DatasetsSetAside">How many datasets wait for a person.</param>
/// <param name="SuspectedLeak">The version of a model that looks like a leak and waits for a person; null if the newest does not.</param>
internal sealed record LastRuns(DateTimeOffset? Report, DateTimeOffset? Training, int GivenUp, int DatasetsSetAside = 0,
    string? SuspectedLeak = null);

/// <summary>Datasets that nothing came of yet.</summary>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest was written, UTC.</param>
/// <param name="ForRedelivery">Whether no training runs anywhere, so that they wait to be delivered again.</param>
internal sealed record WaitingDatasets(int Count, DateTimeOffset Oldest, bool ForRedelivery);
