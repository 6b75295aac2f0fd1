using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StrokeFunctions.Data;
using StrokeFunctions.Model;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>
/// POST /api/score over real HTTP against a bare Kestrel endpoint that reads the same JSON and writes an answer of the same length.
/// The function's own endpoint is mapped as the app maps it; only storage is absent.
/// </summary>
internal static class HttpSpeed
{
    public static async Task RunAsync(StrokeModel model, Patient patient)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer)) PatientJson.Write(json, patient);
        var body = buffer.ToArray();

        var (plain, reasons) = (await AnswerLengthAsync(model, body, explain: false), await AnswerLengthAsync(model, body, explain: true));
        await using var app = await StartAsync(model, plain, reasons);
        var port = new Uri(app.Urls.First()).Port;
        var rates = await HttpLoad.RunAsync(port, body, "/api/score?explain=false", "/bare/plain", "/api/score", "/bare/reasons");

        ScoringCommand.PrintRates("requests without reasons, against bare Kestrel", rates[0].Rate, rates[1].Rate, 0.8);
        ScoringCommand.PrintRates("requests with reasons, against bare Kestrel", rates[2].Rate, rates[3].Rate, 0.2);
        Latency("p99 latency without reasons, us", rates[0], rates[1]);
        Latency("p99 latency with reasons, us", rates[2], rates[3]);
        Allocations("bytes allocated per request without reasons", rates[0], rates[1]);
        Allocations("bytes allocated per request with reasons", rates[2], rates[3]);
    }

    private static void Latency(string what, LoadResult ours, LoadResult bare) => ScoringCommand.Print(
        what, Text(ours.P99.TotalMicroseconds), Text(bare.P99.TotalMicroseconds), (ours.P99 / bare.P99).ToString("0.00", CultureInfo.InvariantCulture), "");

    private static void Allocations(string what, LoadResult ours, LoadResult bare) => ScoringCommand.Print(
        what, Text(ours.AllocatedPerRequest), Text(bare.AllocatedPerRequest), "", "(server and load together)");

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static ScoreEndpoint Endpoint(StrokeModel model)
    {
        var options = Options.Create(new ScoringOptions { Log = false });
        var champion = ChampionModel.Fixed(model);
        var log = new ScoringLogQueue(null!, options, TimeProvider.System, NullLogger<ScoringLogQueue>.Instance);
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new ScoreEndpoint(champion, log, new IdempotencyKeys(options), new ScoringMeter(meters, log, champion), options);
    }

    private static async Task<int> AnswerLengthAsync(StrokeModel model, byte[] body, bool explain)
    {
        var endpoint = Endpoint(model);
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(body);
        context.Request.QueryString = new QueryString(explain ? "" : "?explain=false");
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await (await endpoint.ScoreAsync(context.Request, CancellationToken.None)).ExecuteAsync(context);
        return (int)answer.Length;
    }

    private static async Task<WebApplication> StartAsync(StrokeModel model, int plainLength, int reasonsLength)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var endpoint = Endpoint(model);
        app.MapPost("/api/score", async context => await (await endpoint.ScoreAsync(context.Request, context.RequestAborted)).ExecuteAsync(context));
        MapBare(app, "/bare/plain", plainLength);
        MapBare(app, "/bare/reasons", reasonsLength);
        await app.StartAsync();
        return app;
    }

    /// <summary>Reads the body to its end, token by token, and writes a prepared answer.</summary>
    private static void MapBare(WebApplication app, string route, int answerLength)
    {
        var answer = Encoding.ASCII.GetBytes($"\"{new string('x', answerLength - 2)}\"");
        app.MapPost(route, async context =>
        {
            while (true)
            {
                var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
                if (read.IsCompleted)
                {
                    Skim(new Utf8JsonReader(read.Buffer));
                    context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                    break;
                }

                context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        });
    }

    private static void Skim(Utf8JsonReader json)
    {
        while (json.Read())
        {
            // Reading is all that is asked for.
        }
    }
}
