using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>What the probe functions were called with, and what they shall do. One object per test.</summary>
internal sealed class Probe
{
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What a call does after it has been recorded; nothing by default.</summary>
    public Func<string, CancellationToken, Task> Act { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Puts the probe functions in the place of the app's own.</summary>
    public void Install(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton(new FunctionCatalog([typeof(ProbeFunctions)]));
    }

    public Task CallAsync(string call, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        return Act(call, cancellationToken);
    }
}

/// <summary>A function of each kind, written as the app's own are.</summary>
internal sealed class ProbeFunctions(Probe probe)
{
    [Function("Echo")]
    public async Task<IResult> EchoAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "api/score")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var text = Convert.ToHexString(body.ToArray());
        await probe.CallAsync($"Echo {request.Method} {request.Path}{request.QueryString} {request.ContentType} {text}", cancellationToken);
        return TypedResults.Text($"echo {text}", statusCode: StatusCodes.Status202Accepted);
    }

    [Function("Item")]
    [OpenedBy(KeyGroup.Admin)]
    public static Task<IResult> ItemAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/items/{name}")] HttpRequest request,
        string name
    ) => Task.FromResult<IResult>(TypedResults.Text(name));

    [Function("Upload")]
    [OpenedBy(KeyGroup.Datasets)]
    public static Task<IResult> UploadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/uploads")] HttpRequest request
    ) => Task.FromResult<IResult>(TypedResults.Text("uploaded"));

    [Function("Open")]
    public static Task<IResult> OpenAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/")] HttpRequest request) =>
        Task.FromResult<IResult>(TypedResults.Text("open"));

    [Function("Ingest")]
    public Task IngestAsync(
        [BlobTrigger("datasets/{name}", Source = BlobTriggers.Source, Connection = BlobTriggers.Connection)] BlobClient blob,
        string name,
        CancellationToken cancellationToken
    ) => probe.CallAsync($"Ingest {blob.BlobContainerName}/{blob.Name} {name}", cancellationToken);

    [Function("Score")]
    public Task ScoreAsync(
        [BlobTrigger("scoring-batches/{name}.{ext}")] BlobClient blob,
        string name,
        string ext,
        CancellationToken cancellationToken
    ) => probe.CallAsync($"Score {blob.Name} {name} {ext}", cancellationToken);

    [Function("Tick")]
    public Task TickAsync([TimerTrigger("%Tick:Schedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        probe.CallAsync(
            $"Tick {timer.IsPastDue} {timer.ScheduleStatus?.Last:O} {timer.ScheduleStatus?.Next:O}",
            cancellationToken
        );
}
