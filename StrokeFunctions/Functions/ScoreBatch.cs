using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Hosting;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Functions;

/// <summary>Scores a CSV file that lands in the container scoring-batches.</summary>
internal sealed class ScoreBatch(BatchFile batch)
{
    [Function("ScoreBatch")]
    public Task RunAsync(
        [BlobTrigger("scoring-batches/{name}.csv", Source = BlobTriggers.Source, Connection = BlobTriggers.Connection)] BlobClient file,
        string name, CancellationToken ct) =>
        batch.ScoreAsync(file.Name, name, ct);
}
