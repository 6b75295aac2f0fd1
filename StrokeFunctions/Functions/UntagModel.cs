using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Takes a name away from a version, which retention may then delete. Nothing happens if it hasn't that name.</summary>
internal sealed class UntagModel(ModelRegistry registry)
{
    [Function("UntagModel")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "api/models/{version}/tags/{tag}")] HttpRequest request,
        string version,
        string tag,
        CancellationToken cancellationToken)
    {
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        return await registry.ResolveAsync(version, cancellationToken) is { } resolved
            ? ModelAnswers.Of(await registry.UntagAsync(tag, resolved, change.Grounds, cancellationToken))
            : ModelProblems.NotFound(version);
    }
}
