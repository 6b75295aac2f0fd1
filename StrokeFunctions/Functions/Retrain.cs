using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Hosting;
using StrokeFunctions.Training;

namespace StrokeFunctions.Functions;

/// <summary>A dataset has arrived, or changed.</summary>
internal sealed class Retrain(Retraining retraining)
{
    [Function("Retrain")]
    public Task RunAsync(
        [BlobTrigger("datasets/{name}", Source = BlobTriggers.Source, Connection = BlobTriggers.Connection)] BlobClient dataset,
        string name,
        CancellationToken cancellationToken) =>
        retraining.RunAsync(name, cancellationToken);
}
