using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Makes a version the champion, forward or back; the body says why.</summary>
internal sealed class PromoteModel(ModelRegistry registry)
{
    [Function("PromoteModel")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{version}/promote")] HttpRequest request,
        string version,
        CancellationToken cancellationToken)
    {
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        if (await registry.ResolveAsync(version, cancellationToken) is not { } resolved) return ModelProblems.NotFound(version);
        return ModelAnswers.Of(await registry.PromoteAsync(resolved, change.Grounds, null, cancellationToken));
    }
}
