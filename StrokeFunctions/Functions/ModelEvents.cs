using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>What happened to the models, oldest first; with ?at=, which model served at that moment.</summary>
internal sealed class ModelEvents(ModelRegistry registry)
{
    [Function("ModelEvents")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/models/events")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var history = new ModelHistory(await registry.EventsAsync(cancellationToken));
        if (!request.Query.TryGetValue("at", out var text)) return TypedResults.Json(history, RegistryJson.Default.ModelHistory);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? TypedResults.Json(new ServingAt(at, history.ServingAt(at)), RegistryJson.Default.ServingAt)
            : TypedResults.Problem("Write it as 2026-01-31T12:00:00Z.", statusCode: StatusCodes.Status400BadRequest, title: "The query 'at' is no moment in time.");
    }
}
