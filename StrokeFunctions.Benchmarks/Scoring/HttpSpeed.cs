using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>
/// POST /api/score of the whole app over real HTTP, only without the scoring log and what else runs beside requests, against a bare Kestrel
/// endpoint that reads the same patient and writes the same answer with System.Text.Json, compiled ahead, and does nothing between.
/// </summary>
internal static class HttpSpeed
{
    public static async Task RunAsync(StrokeModel model, Patient patient)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer)) PatientJson.Write(json, patient);
        var body = buffer.ToArray();

        var folder = Directory.CreateTempSubdirectory();
        await using var storage = await StoredModel.StoreAsync(model, folder.FullName);
        await using var app = await StartAppAsync(storage.ConnectionString);
        await using var bare = await StartBareAsync(await AnswerAsync(app, body, "?explain=false"), await AnswerAsync(app, body, ""));
        var rates = await HttpLoad.RunAsync(
            body,
            Url(app, "/api/score?explain=false"),
            Url(bare, "/plain"),
            Url(app, "/api/score"),
            Url(bare, "/reasons")
        );

        ScoringCommand.PrintRates("requests without reasons, against bare Kestrel", rates[0].Rate, rates[1].Rate, 0.8);
        ScoringCommand.PrintRates("requests with reasons, against bare Kestrel", rates[2].Rate, rates[3].Rate, 0.2);
        Latency("p99 latency without reasons, us", rates[0], rates[1]);
        Latency("p99 latency with reasons, us", rates[2], rates[3]);
        Allocations("bytes allocated per request without reasons", rates[0], rates[1]);
        Allocations("bytes allocated per request with reasons", rates[2], rates[3]);
        folder.Delete(recursive: true);
    }

    private static void Latency(string what, LoadResult ours, LoadResult bare) =>
        ScoringCommand.Print(
            what,
            Text(ours.P99.TotalMicroseconds),
            Text(bare.P99.TotalMicroseconds),
            (ours.P99 / bare.P99).ToString("0.00"),
            ""
        );

    private static void Allocations(string what, LoadResult ours, LoadResult bare) => ScoringCommand.Print(
        what, Text(ours.AllocatedPerRequest), Text(bare.AllocatedPerRequest), "", "(server and load together)");

    private static string Text(double value) => value.ToString("N0");

    private static Uri Url(WebApplication app, string route) => new(new Uri(app.Urls.First()), route);

    private static async Task<byte[]> AnswerAsync(WebApplication app, byte[] body, string query)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = await client.PostAsync(Url(app, "/api/score" + query), content);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    /// <summary>The app as a person starts it, its model loaded and then without what runs beside requests.</summary>
    private static async Task<WebApplication> StartAppAsync(string storage)
    {
        var app = StandaloneHost.Build(
            ["--urls", "http://127.0.0.1:0"],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?> { ["Scoring:Log"] = "false", ["AzureWebJobsStorage"] = storage }
                );
                builder.Logging.ClearProviders();
                foreach (var service in builder.Services.Where(IsOurHostedService).ToList())
                    builder.Services.Remove(service);
            }
        );
        app.Services.GetRequiredService<ChampionModel>().Refresh(CancellationToken.None);
        await app.StartAsync();
        return app;
    }

    private static bool IsOurHostedService(ServiceDescriptor service) => service.ServiceType == typeof(IHostedService)
        && (service.ImplementationType ?? service.ImplementationFactory?.Method.DeclaringType)?.Assembly == typeof(ChampionModel).Assembly;

    private static async Task<WebApplication> StartBareAsync(byte[] plain, byte[] reasons)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        MapBare(app, "/plain", plain);
        MapBare(app, "/reasons", reasons);
        await app.StartAsync();
        return app;
    }

    private static void MapBare(WebApplication app, string route, byte[] answerJson)
    {
        var answer = JsonSerializer.Deserialize(answerJson, BareJson.Default.BareAnswer);
        app.MapPost(route, async context =>
        {
            _ = await JsonSerializer.DeserializeAsync(context.Request.BodyReader, BareJson.Default.BarePatient, context.RequestAborted);
            var json = JsonSerializer.SerializeToUtf8Bytes(answer, BareJson.Default.BareAnswer);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = json.Length;
            await context.Response.Body.WriteAsync(json, context.RequestAborted);
        });
    }
}

/// <summary>A patient as anyone would declare one who only wants to read it.</summary>
internal sealed record BarePatient(
    string Gender, double Age, int Hypertension, int HeartDisease, string EverMarried, string WorkType,
    [property: JsonPropertyName("Residence_type")] string ResidenceType, double AvgGlucoseLevel, double? Bmi, string SmokingStatus);

/// <summary>An answer, likewise.</summary>
internal sealed record BareAnswer(
    string ModelVersion, double Threshold, double StrokeProbability, bool AtRisk, double? BaseLogOdds, IReadOnlyList<BareReason>? Reasons);

/// <summary>A reason, likewise.</summary>
internal sealed record BareReason(string Name, JsonElement Value, double LogOdds, string Text);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BarePatient))]
[JsonSerializable(typeof(BareAnswer))]
internal sealed partial class BareJson : JsonSerializerContext;
