using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Datasets;
using StrokeFunctions.Hosting;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Training;

namespace StrokeFunctions.Functions;

/// <summary>Datasets: uploaded, looked at, trained on, confirmed, taken back out.</summary>
internal sealed class DatasetFunctions(
    DatasetUpload upload, DatasetList datasets, DatasetWithdrawal withdrawal, DatasetConfirmation confirmation, Retraining retraining,
    TrainingStatus status)
{
    /// <summary>Every upload, newest first, with what came of it and why.</summary>
    [Function("ListDatasets")]
    public async Task<IResult> ListDatasetsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/datasets")] HttpRequest request,
        CancellationToken cancellationToken) =>
        TypedResults.Json(
            await datasets.ReadAsync(status.Current?.Dataset, cancellationToken), DatasetListJson.Default.IReadOnlyListDatasetEntry);

    /// <summary>One upload with its faults and its history.</summary>
    [Function("ShowDataset")]
    public async Task<IResult> ShowDatasetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/datasets/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        await datasets.FindAsync(name, status.Current?.Dataset, cancellationToken) is { } found
            ? TypedResults.Json(found, DatasetListJson.Default.DatasetDetails)
            : new Problem(StatusCodes.Status404NotFound, "There is no such dataset.", "GET /api/datasets lists every upload.");

    /// <summary>The rows of a dataset that were set aside, as they came, each with its faults: a file to mend and send again.</summary>
    [Function("ShowRejectedRows")]
    [OpenedBy(KeyGroup.Datasets)]
    public async Task<IResult> ShowRejectedRowsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/datasets/{name}/rejected")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        await datasets.FindRejectedAsync(name, cancellationToken) is { } rows
            ? TypedResults.Bytes(rows, "text/csv", $"rejected-{name}")
            : new Problem(StatusCodes.Status404NotFound, "No row of such a dataset was set aside.",
                "GET /api/datasets/{name} tells what was found in it.");

    /// <summary>Takes a dataset in without a blob client; training begins by itself when it lies in its container.</summary>
    [Function("UploadDataset")]
    [OpenedBy(KeyGroup.Datasets)]
    public async Task<IResult> UploadDatasetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/datasets")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return new Problem(
                StatusCodes.Status415UnsupportedMediaType,
                "The file must be the body itself, not a part of a form.",
                "With curl, use --data-binary @file.csv."
            );
        if (request.ContentLength > DatasetUpload.MaximumLength)
            return TooLarge(DatasetUpload.MaximumLength);

        var name = request.Query["name"].ToString();
        return Answer(name, await upload.StoreAsync(name, request.Body, cancellationToken));
    }

    private static IResult Answer(string name, UploadResult result) => result switch
    {
        UploadResult.Stored stored => TypedResults.Json(
            new StoredDataset(name, stored.ETag, stored.Length,
                stored.Before is { } before
                    ? DatasetEntry.StateAfter(before.Kind) : DatasetState.Waiting, stored.Before?.Reason, stored.Before?.Dataset?.Name),
            RegistryJson.Default.StoredDataset, statusCode: StatusCodes.Status202Accepted),
        UploadResult.BadName bad => new Problem(
            StatusCodes.Status400BadRequest, "The dataset needs a name: ?name=2026-01.csv", $"'{name}' can't be used: {bad.Fault}."),
        UploadResult.TooLarge large => TooLarge(large.MaximumLength),
        UploadResult.Empty => new Problem(StatusCodes.Status400BadRequest, "The body is empty.", "Send a CSV file as the body."),
        UploadResult.Different different => new Problem(StatusCodes.Status409Conflict, "Another dataset has this name.",
            different.Came is { } came
                ? $"It is {DatasetEntry.StateAfter(came.Kind).ToString().ToLowerInvariant()}: {came.Reason} "
                    + "Only a refused or withdrawn dataset is replaced: choose another name."
                : "It was not worked on yet. Only a refused or withdrawn dataset is replaced: choose another name."),
        _ => throw new InvalidOperationException($"Unknown ending {result}."),
    };

    private static Problem TooLarge(long limit) =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            "The dataset is too large.",
            $"At most {limit:N0} bytes are taken here; upload a larger one into the container 'datasets' with a blob client."
        );

    /// <summary>Takes a dataset back out of the training table; the upload itself stays.</summary>
    [Function("WithdrawDataset")]
    [OpenedBy(KeyGroup.Datasets)]
    public async Task<IResult> WithdrawDatasetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/datasets/{name}/withdraw")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        return await withdrawal.RunAsync(name, change.AuditInfo, cancellationToken) switch
        {
            WithdrawalResult.Done done => TypedResults.Json(done.Dataset, RegistryJson.Default.WithdrawnDataset),
            WithdrawalResult.NotTakenIn absent => new Problem(StatusCodes.Status404NotFound, "The training table holds no such dataset.",
                $"No rows of a dataset '{absent.Name}' are in it. GET /api/models/events tells what came of each."),
            WithdrawalResult.OtherIsGone other => new Problem(StatusCodes.Status409Conflict, "Another dataset is gone or was changed.",
                $"The table is made anew of the other datasets, and '{other.Name}' is not in the container 'datasets' as it was taken in. "
                    + "Restore it, or withdraw it too."),
            _ => Problem.TrainingRuns(),
        };
    }

    /// <summary>Lets a dataset in that was set aside or withdrawn, and works on it; a training may take a while.</summary>
    [Function("ConfirmDataset")]
    [OpenedBy(KeyGroup.Datasets)]
    public async Task<IResult> ConfirmDatasetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/datasets/{name}/confirm")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        return await confirmation.RunAsync(name, change.AuditInfo, cancellationToken) switch
        {
            ConfirmationResult.Done done => TypedResults.Json(done.Dataset, RegistryJson.Default.ConfirmedDataset),
            ConfirmationResult.NotSetAside other => new Problem(
                StatusCodes.Status409Conflict, "The dataset does not wait for a confirmation.",
                other.Reason is { } reason ? $"What came of it: {reason}" : "It was not worked on yet."),
            _ => new Problem(StatusCodes.Status404NotFound, "There is no such dataset.", $"'{name}' is not in the container 'datasets'."),
        };
    }

    /// <summary>A dataset has arrived, or changed.</summary>
    [Function("Retrain")]
    public Task RetrainAsync(
        [BlobTrigger("datasets/{name}", Source = BlobTriggers.Source, Connection = BlobTriggers.Connection)] BlobClient dataset,
        string name,
        CancellationToken cancellationToken) =>
        retraining.RunAsync(name, cancellationToken);
}
