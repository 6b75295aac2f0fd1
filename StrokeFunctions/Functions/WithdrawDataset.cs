using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;
using StrokeFunctions.Training;

namespace StrokeFunctions.Functions;

/// <summary>Takes a dataset back out of the training table; the upload itself stays.</summary>
internal sealed class WithdrawDataset(DatasetWithdrawal withdrawal)
{
    [Function("WithdrawDataset")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/datasets/{name}/withdraw")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        return await withdrawal.RunAsync(name, change.Grounds, cancellationToken) switch
        {
            WithdrawalResult.Done done => TypedResults.Json(done.Dataset, RegistryJson.Default.WithdrawnDataset),
            WithdrawalResult.NotTakenIn absent => TypedResults.Problem(
                $"No rows of a dataset '{absent.Name}' are in it. GET /api/models/events tells what came of each.",
                statusCode: StatusCodes.Status404NotFound, title: "The training table holds no such dataset."),
            WithdrawalResult.OtherIsGone other => TypedResults.Problem(
                $"The table is made anew of the other datasets, and '{other.Name}' is not in the container 'datasets' as it was taken in. Restore it, or withdraw it too.",
                statusCode: StatusCodes.Status409Conflict, title: "Another dataset is gone or was changed."),
            _ => TypedResults.Problem("Try again when it has ended; GET /api/health/ready shows it.", statusCode: StatusCodes.Status409Conflict, title: "A training runs."),
        };
    }
}
