using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Hosting;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Functions;

/// <summary>Scores patients: a request, or a file that lands in storage.</summary>
internal sealed class ScoringFunctions(ScoreEndpoint endpoint, BatchFile batch)
{
    /// <summary>Scores one patient, many, or a CSV file; answers in kind.</summary>
    [Function("Score")]
    public Task<IResult> ScoreAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/score")] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.ScoreAsync(request, cancellationToken);

    /// <summary>Scores one patient under the contract of the Python service that this app replaces.</summary>
    [Function("PredictLikePython")]
    public Task<IResult> PredictLikePythonAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "predict")] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.PredictAsync(request, cancellationToken);

    /// <summary>Scores a CSV file that lands in the container scoring-batches.</summary>
    [Function("ScoreBatch")]
    public Task ScoreBatchAsync(
        [BlobTrigger("scoring-batches/{name}.csv", Source = BlobTriggers.Source, Connection = BlobTriggers.Connection)] BlobClient file,
        string name, CancellationToken cancellationToken) =>
        batch.ScoreAsync(file.Name, name, cancellationToken);
}
