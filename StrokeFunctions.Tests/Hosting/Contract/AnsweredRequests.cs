using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Datasets;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Contract;

/// <summary>
/// What the running app answers to requests that between them lead to every ending of every operation, beside the contract that it serves.
/// </summary>
public sealed partial class AnsweredRequests(Azurite azurite) : IAsyncLifetime
{
    private const string Version = Champion.Version;
    private const string Damaged = "20260102T000000Z-00000002";
    private const string Nobody = "20990101T000000Z-00000009";
    private const string Reason = """{"reason": "a test", "by": "Ada"}""";
    private const string AdminKey = "admin-key-0123456789";
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    private readonly List<AnsweredRequest> _all = [];
    private HttpClient _client = null!;

    /// <summary>The contract, as the app serves it.</summary>
    internal JsonObject Contract { get; private set; } = null!;

    /// <summary>Every answer.</summary>
    internal IReadOnlyList<AnsweredRequest> All => _all;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The operations of the contract by id: method, path and description.</summary>
    internal Dictionary<string, (string Method, string Path, JsonObject Described)> Operations() =>
        (from path in Contract["paths"]!.AsObject()
         from operation in path.Value!.AsObject()
         select ((string)operation.Value!["operationId"]!, (operation.Key, path.Key, operation.Value!.AsObject()))).ToDictionary();

    public async ValueTask InitializeAsync()
    {
        await using (var app = await StartAsync(new()
        {
            ["Scoring:MaxConcurrentRequests"] = "1",
            ["Scoring:MaxBodyBytes"] = "4000000",
            ["Scoring:MaxHeldBytes"] = "4000000",
        }))
        {
            await MonitoredApp.PublishAsync(app, new()
            {
                [ModelRegistry.CardFile] = "a page"u8.ToArray(),
                [ModelRegistry.TrainingReportFile] = "a page"u8.ToArray(),
            });
            _client = app.Client;
            Contract = JsonNode.Parse(await _client.GetStringAsync("/api/openapi.json", Ct))!.AsObject();
            await Eventually.TrueAsync(async () => (await _client.GetAsync("api/health/ready", Ct)).IsSuccessStatusCode);
            await AskForScoresAsync(app);
            await AskForDatasetsAsync(app);
            await AskForModelsAsync(app);
            await AskForErasuresAsync(app);
            await AskForReportsAsync();
        }

        await using var empty = await StartAsync(new() { ["Keys:Function"] = "function-key-0123456789", ["Keys:Admin"] = AdminKey });
        _client = empty.Client;
        foreach (var (id, operation) in Operations().Where(operation => operation.Value.Described["security"] is JsonArray { Count: > 0 }))
            await AskAsync(id, [.. Placeholder().Matches(operation.Path).Select(_ => "x")]);
        await AskAsync("HealthReady");
        _client.DefaultRequestHeaders.Add("x-functions-key", AdminKey);
        await AskAsync("Score", body: ApiExamples.Patient);
        await AskAsync("PredictLikePython", body: ApiExamples.Patient);
        await AskAsync("WriteReport");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<TestApp> StartAsync(Dictionary<string, string?> settings) =>
        TestApp.StartAsync(azurite.NewAccount(), new Dictionary<string, string?>(settings)
        {
            ["Training:Retrain"] = "Never",
            ["Scoring:PollInterval"] = "00:00:00.050",
        });

    private async Task AskForScoresAsync(TestApp app)
    {
        await AskAsync("Score", body: $"[{ApiExamples.Patient},{ApiExamples.FaultyPatient}]", refused: true);
        await AskAsync("Score", body: $"[{ApiExamples.Patient}]");
        await AskAsync("Score", body: ApiExamples.Csv, type: Csv);
        foreach (var id in (string[])["Score", "PredictLikePython"])
        {
            await AskAsync(id, body: ApiExamples.Patient);
            await AskAsync(id, body: ApiExamples.FaultyPatient, refused: true);
            await AskAsync(id, body: new string(' ', 4_000_001), refused: true);
            await AskAsync(id, body: "?", type: "text/plain", refused: true);
            await WhileOneIsScoredAsync(app.Client.BaseAddress!, () => AskAsync(id, body: ApiExamples.Patient));
        }
    }

    private async Task AskForDatasetsAsync(TestApp app)
    {
        const string faulty = "x,Female,NA,0,0,Yes,Private,Urban,100,20,smokes,0\n";
        var rows = Encoding.UTF8.GetString(DatasetCsv.Of(SyntheticRows.Draw(1, 40))) + faulty;
        await AskAsync("UploadDataset", query: "?name=first.csv", body: rows, type: Csv);
        await AskAsync("UploadDataset", query: "?name=first.csv", body: "other", type: Csv);
        await AskAsync("UploadDataset", query: "?name=..%2Fx", body: rows, type: Csv);
        await AskAsync("UploadDataset", query: "?name=long.csv", content: new ClaimedLength(DatasetUpload.MaximumLength + 1));
        using var form = new MultipartFormDataContent { { new StringContent(rows), "file", "first.csv" } };
        await AskAsync("UploadDataset", query: "?name=form.csv", content: form);
        var table = app.Services.GetRequiredService<TrainingTable>();
        await Eventually.TrueAsync(async () => (await table.ReadAsync(Ct)).Index.Datasets.Count == 1);
        await AskAsync("ListDatasets");
        await AskAsync("ShowDataset", ["first.csv"], ["nothing.csv"]);
        await AskAsync("ShowRejectedRows", ["first.csv"], ["nothing.csv"]);
        foreach (var id in (string[])["WithdrawDataset", "ConfirmDataset"]) await AskAsync(id, ["first.csv"], body: "{}", refused: true);
        await AskAsync("ConfirmDataset", ["first.csv"], body: Reason);
        await AskAsync("ConfirmDataset", ["nothing.csv"], body: Reason);
        await AskAsync("WithdrawDataset", ["nothing.csv"], body: Reason);
        await using (await app.Services.GetRequiredService<TrainingLock>().AcquireAsync(Ct))
            await AskAsync("WithdrawDataset", ["first.csv"], body: Reason);
        foreach (var id in (string[])["WithdrawDataset", "ConfirmDataset"]) await AskAsync(id, ["first.csv"], body: Reason);
    }

    private async Task AskForModelsAsync(TestApp app)
    {
        var damaged = Manifests.Of(Damaged);
        await app.Services.GetRequiredService<ModelRegistry>().PublishAsync(
            damaged, new Dictionary<string, ReadOnlyMemory<byte>> { [ModelRegistry.ModelFile] = "no model"u8.ToArray() }, Ct);
        await AskAsync("ListModels");
        foreach (var id in (string[])["ShowModel", "ShowModelCard", "ShowTrainingReport"]) await AskAsync(id, [Version], [Nobody]);
        await AskAsync("CompareModels", [Version, Damaged], [Version, Nobody]);
        foreach (var id in (string[])["PinModel", "UnpinModel"]) await AskForChangeAsync(id);
        await AskForChangeAsync("PromoteModel", [Version], [Damaged], [Nobody]);
        await AskForChangeAsync("TagModel", [Version, "good"], [Nobody, "good"], [Version, "n o"]);
        await AskForChangeAsync("UntagModel", [Version, "good"], [Nobody, "good"]);
        await AskAsync("ModelEvents");
        await AskAsync("ModelEvents", query: "?at=2026-01-31T12:00:00Z");
        await AskAsync("ModelEvents", query: "?at=noon");
    }

    private async Task AskForErasuresAsync(TestApp app)
    {
        await AskAsync("ErasePatient", ["4711"], [new string('x', PatientCsvReader.MaxIdBytes + 1)]);
        await using (await app.Services.GetRequiredService<TrainingLock>().AcquireAsync(Ct)) await AskAsync("ErasePatient", ["4711"]);
    }

    private async Task AskForReportsAsync()
    {
        var rows = Encoding.UTF8.GetString(DatasetCsv.Of(Monitored.NewPatients(2, 300)));
        await AskAsync("UploadDataset", query: "?name=new.csv", body: rows, type: Csv);
        await AskAsync("WriteReport");
        await AskAsync("WriteReport", query: "?window=everything");
        var name = (string)JsonNode.Parse(_all.Last(answer => answer is { Operation: "WriteReport", Status: 200 }).Body)!["name"]!;
        await AskAsync("ListReports");
        await AskAsync("ListReports", accept: "text/html");
        await AskAsync("GetReport", [$"{name}.json"], [$"{name}.html"], ["2020-01-01-dataset.json"]);
        await AskAsync("RecordOutcomes", body: ApiExamples.Outcomes.Replace("2026", "2025", StringComparison.Ordinal));
        await AskAsync("RecordOutcomes", body: "[3]", refused: true);
        await AskAsync("RecordOutcomes", body: new string(' ', OutcomeRecorder.MaxBytes + 1), refused: true);
        await AskAsync("RecordOutcomes", body: new string(' ', OutcomeRecorder.MaxBytes), refused: true);
        foreach (var id in (string[])["HealthLive", "HealthReady", "OpenApi"]) await AskAsync(id);
    }

    private async Task AskForChangeAsync(string id, params string[][] places)
    {
        foreach (var place in places.DefaultIfEmpty([]))
        {
            await AskAsync(id, place, body: Reason);
            await AskAsync(id, place, body: "{}", refused: true);
        }
    }

    private async Task AskAsync(string id, params string[][] places)
    {
        foreach (var place in places.DefaultIfEmpty([])) await AskAsync(id, place, body: null);
    }

    private async Task AskAsync(
        string id, string[]? place = null, string query = "", string? body = null, string type = Json, string? accept = null,
        HttpContent? content = null, bool refused = false)
    {
        var (method, path, _) = Operations()[id];
        var at = 0;
        var address = Placeholder().Replace(path, _ => Uri.EscapeDataString(place![at++])) + query;
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), address);
        request.Content = content ?? (body is null ? null : new StringContent(body, Encoding.UTF8, type));
        if (content is ClaimedLength) request.Headers.ExpectContinue = true;
        if (accept is not null) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var answer = await _client.SendAsync(request, Ct);
        var mediaType = answer.Content.Headers.ContentType?.MediaType ?? "";
        _all.Add(new AnsweredRequest(id, (int)answer.StatusCode, mediaType, await answer.Content.ReadAsStringAsync(Ct),
            body is not null && type == Json && !refused ? body : null));
    }

    /// <summary>Does something while the app waits for the body of another request.</summary>
    private async Task WhileOneIsScoredAsync(Uri address, Func<Task> action)
    {
        // Who takes none of a long answer is being scored for as long as the server waits.
        using (var slow = new TcpClient())
        {
            await slow.ConnectAsync("127.0.0.1", address.Port, Ct);
            var many = $"[{string.Join(',', Enumerable.Repeat(ApiExamples.Patient, 10_000))}]";
            await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /api/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Json}\r\nContent-Length: {many.Length}\r\n\r\n{many}"), Ct);
            await slow.GetStream().ReadExactlyAsync(new byte[1], Ct);
            await action();
        }

        await Eventually.TrueAsync(async () =>
        {
            using var body = new StringContent(ApiExamples.Patient, Encoding.UTF8, Json);
            using var answer = await _client.PostAsync("api/score", body, Ct);
            return answer.IsSuccessStatusCode;
        });
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    /// <summary>A body that says how long it is, and is refused before any of it is sent.</summary>
    private sealed class ClaimedLength : HttpContent
    {
        private readonly long _length;

        public ClaimedLength(long length)
        {
            _length = length;
            Headers.ContentType = new MediaTypeHeaderValue(Csv);
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            throw new InvalidOperationException("The body was asked for.");

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}

/// <summary>One answer.</summary>
/// <param name="Operation">The id of the operation that was asked for.</param>
/// <param name="Status">The status.</param>
/// <param name="MediaType">The media type of the body.</param>
/// <param name="Body">The body.</param>
/// <param name="Sent">The JSON that was sent, if it was well formed; otherwise null.</param>
internal sealed record AnsweredRequest(string Operation, int Status, string MediaType, string Body, string? Sent);
