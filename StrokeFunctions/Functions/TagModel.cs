using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Gives a version a name of its own; a name that another version had moves to this one.</summary>
internal sealed class TagModel(ModelRegistry registry)
{
    [Function("TagModel")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{version}/tags/{tag}")] HttpRequest request,
        string version,
        string tag,
        CancellationToken cancellationToken)
    {
        if (!ModelTag.IsWellFormed(tag)) return ModelProblems.BadTag(tag);
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        return await registry.ResolveAsync(version, cancellationToken) is { } resolved
            ? ModelAnswers.Of(await registry.TagAsync(tag, resolved, change.Grounds, cancellationToken))
            : ModelProblems.NotFound(version);
    }
}
