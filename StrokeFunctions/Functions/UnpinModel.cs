using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Turns automatic promotion on again.</summary>
internal sealed class UnpinModel(ModelRegistry registry)
{
    [Function("UnpinModel")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/unpin")] HttpRequest request,
        CancellationToken cancellationToken) =>
        await ChangeRequest.ReadAsync(request.Body, cancellationToken) is { } change
            ? ModelAnswers.Of(await registry.UnpinAsync(change.Grounds, cancellationToken))
            : ModelProblems.NoReason();
}
