using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Functions;

/// <summary>Reports through the front door: the real app, real HTTP, real storage emulator.</summary>
public sealed class ReportFunctionsTests(Azurite azurite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteReport_Answers409_WhenThereIsNothingToReportOn()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());

        using var answer = await app.Client.PostAsync("api/reports", null, Ct);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Reports_AreWrittenOnceListedAndShown()
    {
        await using var app = await StartAsync();
        await MonitoredApp.PublishAsync(app);
        await MonitoredApp.UploadAsync(app, "new.csv", Monitored.NewPatients(2, 1200));

        var first = await WriteAsync(app, "api/reports");
        var again = await WriteAsync(app, "api/reports");
        var name = first.GetProperty("name").GetString();
        using var json = JsonDocument.Parse(await app.Client.GetStringAsync($"api/reports/{name}.json", Ct));
        using var page = await app.Client.GetAsync($"api/reports/{name}.html", Ct);
        using var list = JsonDocument.Parse(await app.Client.GetStringAsync("api/reports", Ct));

        Assert.Equal(name, again.GetProperty("name").GetString());
        Assert.EndsWith("-dataset", name, StringComparison.Ordinal);
        Assert.Equal("fine", json.RootElement.GetProperty("verdict").GetProperty("level").GetString());
        Assert.Equal(name, list.RootElement[0].GetProperty("name").GetString());
        Assert.StartsWith("<!doctype html>", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal($"/api/reports/{name}.html", list.RootElement[0].GetProperty("html").GetString());
        Assert.Equal("new.csv", list.RootElement[0].GetProperty("source").GetString());
        var performance = json.RootElement.GetProperty("performance");
        Assert.All(
            ["recall", "precision", "roc_auc"],
            measure => Assert.Equal(
                performance.GetProperty(measure).GetProperty("value").GetDouble(),
                list.RootElement[0].GetProperty(measure).GetProperty("value").GetDouble()));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("api/reports/2020-01-01-dataset.json", Ct)).StatusCode);
    }

    [Fact]
    public async Task Report_SaysOnALineOfItsOwn_WhenTheNewestModelLooksLikeALeak()
    {
        await using var app = await StartAsync();
        await MonitoredApp.PublishAsync(app);
        await MonitoredApp.UploadAsync(app, "new.csv", Monitored.NewPatients(2, 1200));
        const string challenger = "20260102T000000Z-00000001";
        var numbers = JsonSerializer.SerializeToElement(new { challenger });
        await app.Services.GetRequiredService<ModelRegistry>().RecordAsync(
            ModelEventKind.Promoted,
            Champion.Version,
            new AuditInfo("training", "The update serves. A new model looks like a leak: 0.97 against 0.95.", null, numbers),
            Ct);

        var report = await WriteAsync(app, "api/reports");

        Assert.Equal("watch", report.GetProperty("level").GetString());
        var name = report.GetProperty("name").GetString();
        using var json = JsonDocument.Parse(await app.Client.GetStringAsync($"api/reports/{name}.json", Ct));
        var reason = Assert.Single(json.RootElement.GetProperty("verdict").GetProperty("reasons").EnumerateArray()).GetString();
        Assert.StartsWith($"The newest trained model, {challenger}, looks like a leak", reason, StringComparison.Ordinal);
        Assert.Contains("looks like a leak", await app.Client.GetStringAsync($"api/reports/{name}.html", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_SendABrowserToTheirPage()
    {
        await using var app = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/reports");
        request.Headers.Add("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");

        using var answer = await app.Client.SendAsync(request, Ct);

        Assert.Equal("/app/reports", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Timer_WritesAReportADay_AndTheListShowsTheirTrend()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await StartAsync(new Dictionary<string, string?> { ["DriftReport:Schedule"] = "0 0 6 * * *" }, clock);
        await MonitoredApp.PublishAsync(app);
        await MonitoredApp.UploadAsync(app, "new.csv", Monitored.NewPatients(2, 300));
        var archive = app.Services.GetRequiredService<ReportArchive>();

        DateTimeOffset[] mornings = [.. Enumerable.Range(0, 3).Select(day => FirstSix(clock.Start).AddDays(day))];
        foreach (var (written, morning) in mornings.Index())
        {
            clock.SetUtcNow(morning);
            await Eventually.TrueAsync(async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return (await archive.ListAsync(Ct)).Count > written;
            });
        }

        Assert.Equal(mornings.Select(day => $"{day:yyyy-MM-dd}-dataset"), (await archive.ListAsync(Ct)).Select(report => report.Name));
        using var list = JsonDocument.Parse(await app.Client.GetStringAsync("api/reports", Ct));
        Assert.Equal(
            mornings.Reverse().Select(day => $"{day:yyyy-MM-dd}"),
            list.RootElement.EnumerateArray().Select(report => report.GetProperty("date").GetString()));
    }

    [Fact]
    public async Task Outcomes_GiveRealPerformance_WhenScoredPatientsAreFollowedUp()
    {
        await using var app = await StartAsync();
        await MonitoredApp.PublishAsync(app);
        var patients = Monitored.NewPatients(3, 600);
        var at = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(-2);
        await app
            .Services.GetRequiredService<ScoringLog>()
            .AppendAsync(
                [
                    .. patients.Select(p => new ScoredPatient(
                        at,
                        Champion.Version,
                        ScoredName.OfPatient(p.Id),
                        p.Patient,
                        Monitored.Model.Probability(p.Patient),
                        false
                    )),
                ],
                Ct
            );
        var outcomes = patients.Select(p => new
        {
            id = p.Id,
            stroke = p.Stroke ? 1 : 0,
            date = $"{at:yyyy-MM-dd}",
        });

        using var told = await app.Client.PostAsJsonAsync("api/outcomes", outcomes, Ct);
        var written = await WriteAsync(app, "api/reports?window=scoring");
        using var json = JsonDocument.Parse(
            await app.Client.GetStringAsync($"api/reports/{written.GetProperty("name").GetString()}.json", Ct)
        );

        Assert.Equal("""{"recorded":600,"matched":600}""", await told.Content.ReadAsStringAsync(Ct));
        Assert.Equal(600, json.RootElement.GetProperty("performance").GetProperty("patients").GetInt32());
        Assert.Equal("scoring", json.RootElement.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Outcomes_FindTheirScoresByTheRequest_WhenPatientsWereScoredWithoutAnId()
    {
        await using var app = await StartAsync();
        await MonitoredApp.PublishAsync(app);
        var patients = Monitored.NewPatients(4, 400);
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await Eventually.TrueAsync(() => ScoreAsync(app, "morning", patients));
        await Eventually.TrueAsync(() => ScoreAsync(app, "evening", patients[..1], alone: true));
        await Eventually.TrueAsync(async () => await CountLoggedAsync(app, now) == 401);
        var today = $"{now:yyyy-MM-dd}";
        var outcomes = patients.Select(object (p, index) => new { request_id = "morning", index, stroke = p.Stroke ? 1 : 0, date = today })
            // A patient's id is no request's, and a request for one patient has no places.
            .Append(new { id = "evening", stroke = 1, date = today })
            .Append(new { request_id = "evening", index = 0, stroke = 1, date = today });

        using var told = await app.Client.PostAsJsonAsync("api/outcomes", outcomes, Ct);
        var written = await WriteAsync(app, $"api/reports?from={today}&to={now.AddDays(2):yyyy-MM-dd}");
        using var report = JsonDocument.Parse(
            await app.Client.GetStringAsync($"api/reports/{written.GetProperty("name").GetString()}.json", Ct)
        );

        Assert.Equal("""{"recorded":402,"matched":400}""", await told.Content.ReadAsStringAsync(Ct));
        Assert.Equal(400, report.RootElement.GetProperty("performance").GetProperty("patients").GetInt32());
        Assert.Equal(patients.Count(p => p.Stroke), report.RootElement.GetProperty("performance").GetProperty("strokes").GetInt32());
        Assert.Equal(1, report.RootElement.GetProperty("class_balance").GetProperty("unknown").GetInt32());
    }

    [Theory]
    [InlineData("""{"id":"1","stroke":2,"date":"2026-01-01"}""", "/stroke")]
    [InlineData("""[{"id":"1","stroke":1,"date":"2026-01-01"},{"id":"","stroke":1,"date":"2999-01-01"}]""", "/1/id")]
    [InlineData("""{"stroke":1,"date":"2026-01-01"}""", "/id")]
    [InlineData("""{"id":"1","request_id":"r","stroke":1,"date":"2026-01-01"}""", "/request_id")]
    [InlineData("""{"request_id":"","stroke":1,"date":"2026-01-01"}""", "/request_id")]
    [InlineData("""{"request_id":"r","index":-1,"stroke":1,"date":"2026-01-01"}""", "/index")]
    [InlineData("""{"id":"1","index":0,"stroke":1,"date":"2026-01-01"}""", "/index")]
    [InlineData("""{"id":"1","stroke":0,"date":"2026-01-31","since":"2026-01-01"}""", "/since")]
    [InlineData("""{"id":"1","stroke":1,"date":"2026-01-31","since":"2026-01-01"}""", "/since")]
    [InlineData("""[3]""", "/0")]
    [InlineData("{", "")]
    public async Task Outcomes_AreRefusedWithEveryFault(string body, string where)
    {
        await using var app = await StartAsync();

        using var answer = await app.Client.PostAsync("api/outcomes", new StringContent(body, Encoding.UTF8, "application/json"), Ct);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(where, json.RootElement.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Theory]
    [InlineData("api/reports?window=everything")]
    [InlineData("api/reports?from=yesterday")]
    [InlineData("api/reports?from=2026-02-01&to=2026-01-01")]
    [InlineData("api/reports?to=2026-01-01")]
    public async Task WriteReport_Answers400_WhenTheWindowIsNone(string address)
    {
        await using var app = await StartAsync();

        using var answer = await app.Client.PostAsync(address, null, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Alert_TellsTheLevelAndNoPatient_WhenTheVerdictIsNotFine()
    {
        await using var receiver = await AlertReceiver.StartAsync(failures: 1);
        await using var app = await StartAsync(new Dictionary<string, string?> { ["Report:AlertUrl"] = receiver.Address });
        await MonitoredApp.PublishAsync(app);
        await MonitoredApp.UploadAsync(app, "known.csv",
            [.. Monitored.Rows, .. Monitored.Rows.Take(200).Select(r => r with { Stroke = true })]);

        await WriteAsync(app, "api/reports");

        var alert = await receiver.Received.WaitAsync(Eventually.Timeout, Ct);
        Assert.Equal("watch", alert.RootElement.GetProperty("level").GetString());
        Assert.Equal(
            ["report", "kind", "level", "model_version", "drifted_columns", "faulty_row_share", "retrain"],
            alert.RootElement.EnumerateObject().Select(p => p.Name)
        );
    }

    private Task<TestApp> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, TimeProvider? clock = null) =>
        TestApp.StartAsync(
            azurite.NewAccount(),
            new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["Training:Retrain"] = "Never" },
            clock
        );

    /// <summary>The first six o'clock after a moment.</summary>
    private static DateTimeOffset FirstSix(DateTimeOffset after) =>
        new DateTimeOffset(after.AddHours(18).UtcDateTime.Date, TimeSpan.Zero).AddHours(6);

    /// <summary>Scores patients without their ids; false while there is no model.</summary>
    private static async Task<bool> ScoreAsync(TestApp app, string requestId, DatasetRow[] patients, bool alone = false)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            if (!alone) json.WriteStartArray();
            foreach (var row in patients) PatientJson.Write(json, row.Patient);
            if (!alone) json.WriteEndArray();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "api/score")
        {
            Headers = { { "X-Request-Id", requestId } },
            Content = new ByteArrayContent(body.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using var answer = await app.Client.SendAsync(request, Ct);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return true;
    }

    private static async Task<int> CountLoggedAsync(TestApp app, DateTimeOffset since)
    {
        var logged = 0;
        await foreach (var scored in app.Services.GetRequiredService<ScoringLog>().ReadAsync(since.AddHours(-1), since.AddHours(1), Ct))
            logged++;
        return logged;
    }

    private static async Task<JsonElement> WriteAsync(TestApp app, string address)
    {
        using var answer = await app.Client.PostAsync(address, null, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
