using Microsoft.Extensions.Logging;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Training;

/// <summary>
/// Takes up datasets whose event was lost: those that lie in the container and that no event of the registry tells of. Events come at least
/// once, yet a misdirected subscription, or a poison record that nobody looked at, leaves a dataset behind.
/// </summary>
internal sealed partial class LostDatasets(
    BlobStore store,
    ModelRegistry registry,
    Retraining retraining,
    TimeProvider time,
    ILogger<LostDatasets> logger
)
{
    /// <summary>A younger dataset may still be on its way through the trigger and its five attempts.</summary>
    private static readonly TimeSpan OldEnough = TimeSpan.FromHours(1);

    /// <summary>
    /// Works on each lost dataset, the oldest first. Bytes that were worked on under another name are recognised and left.
    /// </summary>
    public async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        var datasets = new List<BlobEntry>();
        await foreach (var blob in store.ListAsync(Containers.Datasets, "", cancellationToken))
        {
            datasets.Add(blob);
        }

        var failures = new List<Exception>();
        foreach (var lost in Among(datasets, await registry.EventsAsync(cancellationToken), time.GetUtcNow()))
        {
            try
            {
                TakenUp(logger, lost.Name);
                await retraining.RunAsync(lost.Name, cancellationToken);
            }
#pragma warning disable CA1031 // whatever is wrong with one dataset, the others are taken up; the failures are thrown together below
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0) throw new AggregateException("Datasets that were left behind could not be worked on.", failures);
    }

    /// <summary>The datasets that no event tells of, and that are old enough to be called lost; oldest first.</summary>
    public static IReadOnlyList<BlobEntry> Among(IEnumerable<BlobEntry> datasets, IEnumerable<ModelEvent> events, DateTimeOffset now)
    {
        // What a person confirmed and nobody worked on since is as lost as what was never told of.
        var told = events.Where(e => e.Dataset is not null).GroupBy(e => (e.Dataset!.Name, e.Dataset.ETag))
            .Where(dataset => dataset.Last().Kind != ModelEventKind.Confirmed).Select(dataset => dataset.Key).ToHashSet();
        return [.. datasets.Where(d => d.LastModified <= now - OldEnough && !told.Contains((d.Name, d.ETag))).OrderBy(d => d.LastModified)];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Dataset {Name} was left behind and is taken up")]
    private static partial void TakenUp(ILogger logger, string name);
}
