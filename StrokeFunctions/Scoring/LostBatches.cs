using Microsoft.Extensions.Logging;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Scoring;

/// <summary>
/// Takes up files of scoring-batches whose event was lost: those that have no summary in scores, or an older one. Event Grid doesn't retry
/// an event that an app answered with 401, as one does that is just starting and has not read its keys yet.
/// </summary>
internal sealed partial class LostBatches(BlobStore store, BatchFile batch, TimeProvider time, ILogger<LostBatches> logger)
{
    private const string Csv = ".csv";
    private const string Summary = ".json";

    /// <summary>A younger file may still be on its way through the trigger and its five attempts.</summary>
    private static readonly TimeSpan OldEnough = TimeSpan.FromHours(1);

    /// <summary>Scores each lost file, the oldest first. One that fails doesn't keep the others from being scored.</summary>
    /// <exception cref="AggregateException">Files failed; all were tried.</exception>
    public async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        var scored = new Dictionary<string, DateTimeOffset>();
        await foreach (var blob in store.ListAsync(Containers.Scores, "", cancellationToken))
            scored[blob.Name] = blob.LastModified;
        var files = new List<BlobEntry>();
        await foreach (var blob in store.ListAsync(Containers.ScoringBatches, "", cancellationToken))
            files.Add(blob);

        var failures = new List<Exception>();
        foreach (var lost in Among(files, scored, time.GetUtcNow()))
        {
            try
            {
                TakenUp(logger, lost.Name);
                await batch.ScoreAsync(lost.Name, lost.Name[..^Csv.Length], cancellationToken);
            }
#pragma warning disable CA1031 // whatever is wrong with one file, the others are scored; the failures are thrown together below
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
            throw new AggregateException("Files of scoring-batches could not be scored.", failures);
    }

    /// <summary>The files that no summary tells of, and that are old enough to be called lost; oldest first.</summary>
    public static IReadOnlyList<BlobEntry> Among(
        IEnumerable<BlobEntry> files,
        IReadOnlyDictionary<string, DateTimeOffset> scored,
        DateTimeOffset now
    ) =>
        [
            .. files
                .Where(file => file.Name.EndsWith(Csv, StringComparison.Ordinal) && file.LastModified <= now - OldEnough)
                .Where(file => !scored.TryGetValue(file.Name[..^Csv.Length] + Summary, out var at) || at < file.LastModified)
                .OrderBy(file => file.LastModified),
        ];

    [LoggerMessage(Level = LogLevel.Information, Message = "Batch {Name} was left behind and is taken up")]
    private static partial void TakenUp(ILogger logger, string name);
}
