using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StrokeFunctions.Hosting.CustomHandler;

/// <summary>
/// Serves POST /FunctionName for blobs and timers. A failure is told as 500, upon which the host retries as the trigger does;
/// a success needs a body, without which the host waits forever.
/// </summary>
internal static class InvocationEndpoints
{
    private const string Answer = """{"Outputs":{},"Logs":[],"ReturnValue":null}""";

    public static void MapInvocations(this WebApplication app)
    {
        var catalog = app.Services.GetRequiredService<FunctionCatalog>();
        var invoker = app.Services.GetRequiredService<FunctionInvoker>();
        foreach (var function in catalog.Blobs)
        {
            app.MapPost(function.Name, context => AnswerAsync(context, (envelope, cancellation) =>
                invoker.InvokeAsync(function, Invocation.Placeholders(function, envelope), cancellation)));
        }

        foreach (var function in catalog.Timers)
        {
            app.MapPost(function.Name, context => AnswerAsync(context, (envelope, cancellation) =>
                invoker.InvokeAsync(function, Invocation.Timer(function, envelope), cancellation)));
        }
    }

    private static async Task AnswerAsync(HttpContext context, Func<JsonElement, CancellationToken, Task> invoke)
    {
        // A blob's content comes along in base64, whatever its size: no limit is due, since it is not kept.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var envelope = await ParseAsync(context.Request.Body, ends.Token);
        await invoke(envelope.RootElement, ends.Token);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Answer, ends.Token);
    }

    private static async Task<JsonDocument> ParseAsync(Stream body, CancellationToken cancellationToken)
    {
        var json = await new LongStringsCut(body, Invocation.LongestString).ReadAsync(cancellationToken);
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("The body is not the host's envelope.", exception);
        }
    }
}
