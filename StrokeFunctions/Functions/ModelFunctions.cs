using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Hosting;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Pages;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Functions;

/// <summary>The model registry: versions, who serves, and why.</summary>
internal sealed class ModelFunctions(ModelRegistry registry)
{
    /// <summary>Every model version, and which of them serves.</summary>
    [Function("ListModels")]
    public async Task<IResult> ListModelsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models")] HttpRequest request,
        CancellationToken cancellationToken) =>
        TypedResults.Json(await registry.DescribeAsync(cancellationToken), RegistryJson.Default.ModelList);

    /// <summary>The manifest of one version; "champion", "previous" and tags name versions too. ?curves=false is a tenth as long.</summary>
    [Function("ShowModel")]
    public async Task<IResult> ShowModelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/{version}")] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        await registry.ResolveAsync(version, cancellationToken) is { } manifest
            ? TypedResults.Json(
                bool.TryParse(request.Query["curves"], out var curves) && !curves ? manifest.WithoutCurves() : manifest,
                RegistryJson.Default.Manifest)
            : ModelProblems.NotFound(version);

    /// <summary>The model card of one version: what it is for, how good it is, and where it is not.</summary>
    [Function("ShowModelCard")]
    public async Task<IResult> ShowModelCardAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/{version}/card")] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        await ModelPages.ShowAsync(registry, version, ModelRegistry.CardFile, request.HttpContext.Response, cancellationToken);

    /// <summary>The report of the training that made a version: what came, what was decided, by what numbers.</summary>
    [Function("ShowTrainingReport")]
    public async Task<IResult> ShowTrainingReportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/{version}/training")] HttpRequest request,
        string version,
        CancellationToken cancellationToken) =>
        await ModelPages.ShowAsync(registry, version, ModelRegistry.TrainingReportFile, request.HttpContext.Response, cancellationToken);

    /// <summary>Makes a version the champion, forward or back; the body says why.</summary>
    [Function("PromoteModel")]
    [OpenedBy(KeyGroup.Admin)]
    public async Task<IResult> PromoteModelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{version}/promote")] HttpRequest request,
        string version,
        CancellationToken cancellationToken)
    {
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        if (await registry.ResolveAsync(version, cancellationToken) is not { } resolved) return ModelProblems.NotFound(version);
        return ModelAnswers.OfPromotion(await registry.PromoteAsync(resolved.Version, change.AuditInfo, null, cancellationToken));
    }

    /// <summary>Turns automatic promotion off; new models are still trained and published.</summary>
    [Function("PinModel")]
    [OpenedBy(KeyGroup.Admin)]
    public async Task<IResult> PinModelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/pin")] HttpRequest request,
        CancellationToken cancellationToken) =>
        await ChangeRequest.ReadAsync(request.Body, cancellationToken) is { } change
            ? ModelAnswers.Aliases(await registry.PinAsync(change.AuditInfo, cancellationToken))
            : ModelProblems.NoReason();

    /// <summary>Turns automatic promotion on again.</summary>
    [Function("UnpinModel")]
    [OpenedBy(KeyGroup.Admin)]
    public async Task<IResult> UnpinModelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/unpin")] HttpRequest request,
        CancellationToken cancellationToken) =>
        await ChangeRequest.ReadAsync(request.Body, cancellationToken) is { } change
            ? ModelAnswers.Aliases(await registry.UnpinAsync(change.AuditInfo, cancellationToken))
            : ModelProblems.NoReason();

    /// <summary>Gives a version a name of its own; a name that another version had moves to this one.</summary>
    [Function("TagModel")]
    [OpenedBy(KeyGroup.Admin)]
    public async Task<IResult> TagModelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{version}/tags/{tag}")] HttpRequest request,
        string version,
        string tag,
        CancellationToken cancellationToken)
    {
        if (!ModelTag.IsWellFormed(tag)) return ModelProblems.BadTag(tag);
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        return await registry.ResolveAsync(version, cancellationToken) is { } resolved
            ? ModelAnswers.OfVersion(await registry.TagAsync(tag, resolved.Version, change.AuditInfo, cancellationToken))
            : ModelProblems.NotFound(version);
    }

    /// <summary>Takes a name away from a version, which retention may then delete. Nothing happens if it hasn't that name.</summary>
    [Function("UntagModel")]
    [OpenedBy(KeyGroup.Admin)]
    public async Task<IResult> UntagModelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/models/{version}/tags/{tag}")] HttpRequest request,
        string version,
        string tag,
        CancellationToken cancellationToken)
    {
        if (await ChangeRequest.ReadAsync(request.Body, cancellationToken) is not { } change) return ModelProblems.NoReason();
        return await registry.ResolveAsync(version, cancellationToken) is { } resolved
            ? ModelAnswers.Aliases(await registry.UntagAsync(tag, resolved.Version, change.AuditInfo, cancellationToken))
            : ModelProblems.NotFound(version);
    }

    /// <summary>Two versions side by side: measures, settings and datasets.</summary>
    [Function("CompareModels")]
    public async Task<IResult> CompareModelsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/{version}/compare/{other}")] HttpRequest request,
        string version,
        string other,
        CancellationToken cancellationToken)
    {
        if (await registry.ResolveAsync(version, cancellationToken) is not { } one) return ModelProblems.NotFound(version);
        if (await registry.ResolveAsync(other, cancellationToken) is not { } two) return ModelProblems.NotFound(other);
        return TypedResults.Json(ModelComparison.Of(one, two), RegistryJson.Default.ModelComparison);
    }

    /// <summary>What happened to the models, oldest first; with ?at=, which model served at that moment.</summary>
    [Function("ModelEvents")]
    public async Task<IResult> ModelEventsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/events")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var history = new ModelHistory(await registry.EventsAsync(cancellationToken));
        if (!request.Query.TryGetValue("at", out var text)) return TypedResults.Json(history, RegistryJson.Default.ModelHistory);
        return IsoTime.TryParse(text, out var at)
            ? TypedResults.Json(new ServingAt(at, history.ServingAt(at)), RegistryJson.Default.ServingAt)
            : new Problem(StatusCodes.Status400BadRequest, "The query 'at' is no moment in time.",
                "Write it as 2026-01-31T12:00:00Z (ISO 8601).");
    }
}

/// <summary>Answers with the aliases as a change has left them.</summary>
internal static class ModelAnswers
{
    /// <summary>200 with the aliases, also when they were so before.</summary>
    public static IResult Aliases(AliasResult result) =>
        result switch
        {
            AliasResult.Changed changed => TypedResults.Json(changed.Aliases, RegistryJson.Default.Aliases),
            AliasResult.Same same => TypedResults.Json(same.Aliases, RegistryJson.Default.Aliases),
            _ => throw new InvalidOperationException($"A change by a person ended with {result}."),
        };

    /// <summary>As <see cref="Aliases"/>, or 404 for a version that retention has deleted meanwhile.</summary>
    public static IResult OfVersion(AliasResult result) =>
        result is AliasResult.UnknownVersion unknown ? ModelProblems.NotFound(unknown.Version) : Aliases(result);

    /// <summary>As <see cref="OfVersion"/>, or 409 for a model that can't serve.</summary>
    public static IResult OfPromotion(AliasResult result) =>
        result is AliasResult.Unusable unusable
            ? new Problem(StatusCodes.Status409Conflict, "The model can't be used.", unusable.Fault)
            : OfVersion(result);
}

/// <summary>What can be wrong with a request about models, as problem+json.</summary>
internal static class ModelProblems
{
    /// <summary>No such version.</summary>
    public static Problem NotFound(string version) => new(StatusCodes.Status404NotFound, "There is no such model.",
        $"No complete model has the version or the name '{version}'. GET /api/models lists them.");

    /// <summary>A version that was published without such a page.</summary>
    public static Problem NoPage(string version, string file) => new(StatusCodes.Status404NotFound, "The model has no such page.",
        $"The model '{version}' was published without {file}. GET /api/models/{version} tells what is known of it.");

    /// <summary>The body gives no reason.</summary>
    public static Problem NoReason() =>
        new(StatusCodes.Status400BadRequest, "The body gives no reason for the change.",
            $"Send JSON such as {{\"reason\": \"rolled back after complaints\", \"by\": \"your name\"}}; each at most "
                    + $"{ChangeRequest.MaximumLength} characters.");

    /// <summary>A name that can't be a tag.</summary>
    public static Problem BadTag(string tag) => new(StatusCodes.Status400BadRequest, "The tag can't be used.",
        $"'{tag}' is not {ModelTag.Allowed}.");
}

/// <summary>Answers with a page that was published with a model version.</summary>
internal static class ModelPages
{
    /// <summary>The page, its SHA-256 checked, under a policy that lets it load nothing.</summary>
    public static async Task<IResult> ShowAsync(
        ModelRegistry registry,
        string name,
        string file,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (await registry.ResolveAsync(name, cancellationToken) is not { } manifest) return ModelProblems.NotFound(name);
        if (!manifest.Files.ContainsKey(file)) return ModelProblems.NoPage(manifest.Version, file);
        var page = await registry.ReadFileAsync(manifest, file, cancellationToken);
        response.Headers.ContentSecurityPolicy = Page.ContentSecurityPolicy;
        return TypedResults.Bytes(page, "text/html; charset=utf-8");
    }
}
