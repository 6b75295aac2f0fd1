using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Turns automatic promotion off; new models are still trained and published.</summary>
internal sealed class PinModel(ModelRegistry registry)
{
    [Function("PinModel")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/pin")] HttpRequest request,
        CancellationToken cancellationToken) =>
        await ChangeRequest.ReadAsync(request.Body, cancellationToken) is { } change
            ? ModelAnswers.Of(await registry.PinAsync(change.Grounds, cancellationToken))
            : ModelProblems.NoReason();
}
