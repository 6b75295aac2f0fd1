using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Functions;

/// <summary>Storage goes away, or does what it is told and loses its answer, while callers come.</summary>
public sealed class StorageFaultTests(Azurite azurite)
{
    /// <summary>What is answered from memory: scores, health, pages, the contract.</summary>
    private static readonly string[] WithoutStorage =
        ["Score", "PredictLikePython", "HealthLive", "HealthReady", "ShowPage", "ShowPageFile", "OpenApi"];

    private const string Outcome = """[{"id":"once","stroke":1,"date":"2026-01-31"}]""";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryRoute_SaysToComeAgain_WhileStorageIsAway()
    {
        await using var proxied = await ProxiedApp.StartAsync(azurite);
        var (app, proxy) = (proxied.App, proxied.Proxy);
        var routes = NeedStorage();
        foreach (var act in new[] { StorageAct.Answer503, StorageAct.CutBefore })
        {
            proxy.Begin(_ => act);

            var answers = await Task.WhenAll(routes.Select(route =>
                SendAsync(app.Client, route.Method, route.Path, route.Type, route.Body)));

            foreach (var (answer, route) in answers.Zip(routes))
            {
                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode} to {route} at {act}");
                Assert.NotNull(answer.Headers.RetryAfter);
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                answer.Dispose();
            }
        }

        using var scored = await SendAsync(app.Client, "POST", "api/score", "application/json", ApiExamples.Patient);
        Assert.Equal(HttpStatusCode.OK, scored.StatusCode);
    }

    /// <summary>A sound request of every function but those that serve without storage.</summary>
    private static (string Method, string Path, string? Type, string? Body)[] NeedStorage() =>
    [
        .. from function in FunctionCatalog.OfThisApp().Http
           where !WithoutStorage.Contains(function.Name)
           from method in function.Methods
           let body = ApiOperations.All[function.Name].Request?[0]
           let path = function.Route.Replace("{version}", "champion", StringComparison.Ordinal)
               .Replace("{name}", function.Name == "GetReport" ? "2026-01-31-dataset" : "a.csv", StringComparison.Ordinal)
           let query = function.Name == "UploadDataset" ? "?name=a.csv" : ""
           select (method.ToUpperInvariant(), Regex.Replace(path, @"\{\w+\}", "x") + query, body?.MediaType,
               function.Name == "RecordOutcomes" ? Outcome : body is null ? null : body.Example ?? """{"reason":"x"}"""),
    ];

    [Fact]
    public async Task Health_IsReadyAgain_AsSoonAsStorageAnswers()
    {
        await using var proxied = await ProxiedApp.StartAsync(azurite);
        var (app, proxy) = (proxied.App, proxied.Proxy);

        proxy.Begin(_ => StorageAct.CutBefore);
        await Eventually.TrueAsync(async () => (await HealthAsync(app)).Status == "degraded");
        var reason = (await HealthAsync(app)).Reason;
        proxy.End();

        Assert.EndsWith("keeps serving. Storage does not answer.", reason, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => (await HealthAsync(app)).Status == "ready");
    }

    [Fact]
    public async Task Change_StandsInTheEventLogOnce_WhenTheAnswerIsLost()
    {
        await using var proxied = await ProxiedApp.StartAsync(azurite);
        var (app, proxy) = (proxied.App, proxied.Proxy);
        var lost = 0;
        proxy.Begin(call => call is { Write: > 0, Path: "models/events.jsonl" or "models/aliases.json" } && ++lost % 2 == 1
            ? StorageAct.CutAfter : StorageAct.Pass);

        using var answer = await SendAsync(app.Client, "POST", "api/models/pin", "application/json", """{"reason":"once"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(lost >= 2);
        Assert.Single(await app.Services.GetRequiredService<ModelRegistry>().EventsAsync(Ct), e => e.Kind == ModelEventKind.Pinned);
    }

    [Fact]
    public async Task Outcome_StandsInItsLogOnce_WhenTheAnswerIsLost()
    {
        await using var proxied = await ProxiedApp.StartAsync(azurite);
        var (app, proxy) = (proxied.App, proxied.Proxy);
        var lost = 0;
        proxy.Begin(call => call.Part == "appendblock" && lost++ == 0 ? StorageAct.CutAfter : StorageAct.Pass);

        using var answer = await SendAsync(app.Client, "POST", "api/outcomes", "application/json", Outcome);

        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, lost));
        var told = new List<Outcome>();
        await foreach (var outcome in app.Services.GetRequiredService<OutcomeLog>().ReadAsync(Ct)) told.Add(outcome);
        Assert.Single(told);
    }

    [Fact]
    public async Task Score_StandsInItsLogOnce_WhenTheAnswerIsLost()
    {
        await using var proxied = await ProxiedApp.StartAsync(azurite);
        var (app, proxy) = (proxied.App, proxied.Proxy);
        var lost = 0;
        proxy.Begin(call => call.Part == "appendblock" && lost++ == 0 ? StorageAct.CutAfter : StorageAct.Pass);

        using var answer = await SendAsync(app.Client, "POST", "api/score", "application/json", ApiExamples.Patient);
        await Eventually.TrueAsync(() => Task.FromResult(app.Services.GetRequiredService<ScoringLogQueue>().Written == 1));

        Assert.Equal(2, lost);
        var logged = new List<ScoredPatient>();
        var now = TimeProvider.System.GetUtcNow();
        var log = app.Services.GetRequiredService<ScoringLog>();
        await foreach (var scored in log.ReadAsync(now.AddHours(-1), now.AddHours(1), Ct)) logged.Add(scored);
        Assert.Single(logged);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? type, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type!);
        request.Headers.Add("Accept", "text/csv");
        return await client.SendAsync(request, Ct);
    }

    private static async Task<(string? Status, string? Reason)> HealthAsync(TestApp app)
    {
        using var answer = await app.Client.GetAsync("api/health/ready", Ct);
        var health = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (health.GetProperty("status").GetString(), health.GetProperty("reason").GetString());
    }

    /// <summary>The app with a made-up model, whose storage is reached through a proxy.</summary>
    private sealed class ProxiedApp : IAsyncDisposable
    {
        public required TestApp App { get; init; }

        public required StorageProxy Proxy { get; init; }

        public static async Task<ProxiedApp> StartAsync(Azurite azurite)
        {
            var account = azurite.NewAccount();
            await using (var setup = await TestApp.StartAsync(account))
                await Champion.PublishAsync(setup.Services.GetRequiredService<ModelRegistry>(), Champion.Version, ScoringApp.Document);
            var proxy = await StorageProxy.StartAsync(account);
            var app = await TestApp.StartAsync(
                proxy.ConnectionString,
                new Dictionary<string, string?> { ["Scoring:PollInterval"] = "00:00:00.050", ["Scoring:LogInterval"] = "00:00:00.010" });
            return new ProxiedApp { App = app, Proxy = proxy };
        }

        public async ValueTask DisposeAsync()
        {
            Proxy.End();
            await App.DisposeAsync();
            await Proxy.DisposeAsync();
        }
    }
}
