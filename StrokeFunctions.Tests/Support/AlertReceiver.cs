using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StrokeFunctions.Tests.Support;

/// <summary>Stands for whoever is told of alerts: a real HTTP server that fails a few times first.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource<JsonDocument> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;

    private AlertReceiver(int failures)
    {
        _failures = failures;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/alert", async (HttpRequest request) =>
        {
            if (Interlocked.Decrement(ref _failures) >= 0) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            _received.TrySetResult(await JsonDocument.ParseAsync(request.Body));
            return Results.NoContent();
        });
    }

    /// <summary>Where alerts are sent.</summary>
    public string Address => $"{_app.Urls.First()}/alert";

    /// <summary>The first alert that was accepted.</summary>
    public Task<JsonDocument> Received => _received.Task;

    /// <summary>Starts a receiver that answers 503 so many times before it accepts.</summary>
    public static async Task<AlertReceiver> StartAsync(int failures)
    {
        var receiver = new AlertReceiver(failures);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
