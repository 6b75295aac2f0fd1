using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Takes a dataset in without a blob client; training begins by itself when it lies in its container.</summary>
internal sealed class UploadDataset(DatasetUpload upload)
{
    [Function("UploadDataset")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/datasets")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return Refusal(StatusCodes.Status415UnsupportedMediaType, "The file must be the body itself, not a part of a form.", "With curl, use --data-binary @file.csv.");
        if (request.ContentLength == 0) return Refusal(StatusCodes.Status400BadRequest, "The body is empty.", "Send a CSV file as the body.");
        if (request.ContentLength > DatasetUpload.MaximumLength) return TooLarge(DatasetUpload.MaximumLength);

        var name = request.Query["name"].ToString();
        return await upload.StoreAsync(name, request.Body, cancellationToken) switch
        {
            UploadResult.Stored stored => TypedResults.Json(
                new StoredDataset(name, stored.ETag, stored.Length), RegistryJson.Default.StoredDataset, statusCode: StatusCodes.Status202Accepted),
            UploadResult.BadName bad => Refusal(StatusCodes.Status400BadRequest, "The dataset needs a name: ?name=2026-01.csv", $"'{name}' can't be used: {bad.Fault}."),
            UploadResult.TooLarge large => TooLarge(large.MaximumLength),
            _ => Refusal(StatusCodes.Status409Conflict, "Another dataset has this name.", "Datasets are never overwritten: choose another name."),
        };
    }

    private static ProblemHttpResult TooLarge(long limit) => Refusal(StatusCodes.Status413PayloadTooLarge, "The dataset is too large.",
        string.Create(CultureInfo.InvariantCulture, $"At most {limit:N0} bytes are taken here; upload a larger one into the container 'datasets' with a blob client."));

    private static ProblemHttpResult Refusal(int status, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title);
}
