using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

/// <summary>POST /api/score through the real app.</summary>
public sealed class ScoreTests(ScoringApp app, Azurite azurite) : IClassFixture<ScoringApp>
{
    private const string Good = """
        {"id":"p1","gender":"Male","age":67,"hypertension":0,"heart_disease":1,"ever_married":"Yes","work_type":"Private",
        "Residence_type":"Urban","avg_glucose_level":228.69,"bmi":36.6,"smoking_status":"formerly smoked"}
        """;

    private const string CsvHeaderLine =
        "id,gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly ModelDocument Document = ScoringApp.Document;
    private static readonly StrokeModel Model = Models.Load(Document);
    private static readonly Patient Known = Patient.From([0, 67, 0, 1, 1, 3, 1, 228.69, 36.6, 0]);

    [Fact]
    public async Task Score_AnswersOnePatient_WithReasonsThatAddUp()
    {

        using var response = await app.Client.PostAsync("/api/score", Json(Good), Ct);
        var answer = await ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"\"{Champion.Version}\"", response.Headers.ETag?.Tag);
        Assert.Equal(Champion.Version, (string?)answer["model_version"]);
        Assert.Equal("p1", (string?)answer["id"]);
        Assert.Equal(0.1, (double?)answer["threshold"]);
        var probability = (double)answer["stroke_probability"]!;
        Assert.Equal(Model.Probability(Known), probability);
        Assert.Equal(probability >= 0.1, (bool?)answer["at_risk"]);
        var reasons = answer["reasons"]!.AsArray();
        Assert.Equal(Schema.Inputs.Select(column => column.Name).Order(), reasons.Select(reason => (string?)reason!["name"]).Order());
        var sum = (double)answer["base_log_odds"]! + reasons.Sum(reason => (double)reason!["log_odds"]!);
        Assert.Equal(probability, 1 / (1 + Math.Exp(-sum)), 1e-12);
        Assert.All(
            reasons,
            reason => Assert.Contains("the odds of having had a stroke", (string?)reason!["text"], StringComparison.Ordinal)
        );
        Assert.Equal(67, (double?)reasons.Single(reason => (string?)reason!["name"] == "age")!["value"]);
        Assert.Equal("Private", (string?)reasons.Single(reason => (string?)reason!["name"] == "work_type")!["value"]);
    }

    [Theory]
    [InlineData("/API/Score")]
    [InlineData("/api/score/")]
    [InlineData("/api/score?log=false")]
    public async Task Score_IsFound_HoweverItsAddressIsWritten(string address)
    {
        using var response = await app.Client.PostAsync(address, Json(Good), Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Model.Probability(Known), (double?)(await ReadAsync(response))["stroke_probability"]);
    }

    [Fact]
    public async Task Score_LeavesTheReasonsOut_WhenTheyAreNotWanted()
    {

        using var response = await app.Client.PostAsync("/api/score?explain=false", Json(Good), Ct);
        var answer = await ReadAsync(response);

        Assert.Equal(["model_version", "threshold", "id", "stroke_probability", "at_risk"], answer.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task Score_NamesEveryFault_WhenThePatientIsNoPatient()
    {

        using var response = await app.Client.PostAsync("/api/score", Json("""{"gender":"Femal","age":-1,"bmi":null,"extra":1}"""), Ct);
        var problem = await ReadAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var errors = problem["errors"]!.AsArray();
        Assert.Equal(8, errors.Count);
        Assert.Equal("/gender", (string?)errors[0]!["pointer"]);
        Assert.Equal("Female", (string?)errors[0]!["hint"]);
        Assert.Equal("-1", (string?)errors[1]!["found"]);
    }

    [Fact]
    public async Task Score_AnswersManyInOrder_EachWithItsResultOrItsProblem()
    {
        var patients = SomePatients.Random(5, 700);
        var array = new JsonArray([.. patients.Select(patient => JsonNode.Parse(ToJson(patient)))]);
        array[300] = JsonNode.Parse("""{"age":"old"}""");
        array[301] = 7;

        using var response = await app.Client.PostAsync("/api/score?explain=false", Json(array.ToJsonString()), Ct);
        var answer = await ReadAsync(response);

        var results = answer["results"]!.AsArray();
        Assert.Equal(Champion.Version, (string?)answer["model_version"]);
        Assert.Equal(patients.Length, results.Count);
        Assert.Equal(
            "/300/age",
            (string?)results[300]!["problem"]!["errors"]!.AsArray().First(error => (string?)error!["column"] == "age")!["pointer"]
        );
        Assert.Equal("/301", (string?)results[301]!["problem"]!["errors"]![0]!["pointer"]);
        foreach (var (index, patient) in patients.Index())
        {
            if (index is 300 or 301) continue;
            Assert.Equal(Model.Probability(patient), (double)results[index]!["stroke_probability"]!);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Score_ReadsACompressedBody(string coding)
    {
        using var buffer = new MemoryStream();
        await using (
            Stream compressed =
                coding == "gzip" ? new GZipStream(buffer, CompressionLevel.Fastest) : new BrotliStream(buffer, CompressionLevel.Fastest)
        )
            await compressed.WriteAsync(Encoding.UTF8.GetBytes(Good), Ct);
        using var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(coding);

        using var response = await app.Client.PostAsync("/api/score?explain=false", content, Ct);

        Assert.Equal(Model.Probability(Known), (double)(await ReadAsync(response))["stroke_probability"]!);
    }

    [Theory]
    [InlineData("application/xml", "", "<a/>", 415)]
    [InlineData(null, "", "{}", 415)]
    [InlineData("application/json", "deflate", "{}", 415)]
    [InlineData("application/json", "gzip", "{}", 400)]
    [InlineData("application/json", "", "{", 400)]
    [InlineData("application/json", "", "", 400)]
    [InlineData("application/json", "", "[1,", 400)]
    [InlineData("application/json", "", "{} {}", 400)]
    [InlineData("application/json", "", "\"text\"", 400)]
    [InlineData("text/csv", "", "a;b\n1;2\n", 400)]
    [InlineData("text/csv", "", "", 400)]
    [InlineData("application/json", "", "MANY", 413)]
    [InlineData("application/json", "", "LONG", 413)]
    public async Task Score_SaysWhatIsWrong_WhenTheRequestCannotBeRead(string? type, string coding, string body, int status)
    {
        await using var app = await Champion.StartAppAsync(azurite, Document, new Dictionary<string, string?>
        {
            ["Scoring:MaxPatients"] = "3",
            ["Scoring:MaxBodyBytes"] = "2000",
        });
        body = body switch
        {
            "MANY" => $"[{string.Join(',', Enumerable.Repeat(0, ScoringApp.MaxPatients + 1))}]",
            "LONG" => new string(' ', ScoringApp.MaxBodyBytes + 1),
            _ => body,
        };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null) content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (coding.Length > 0) content.Headers.ContentEncoding.Add(coding);

        using var response = await app.Client.PostAsync("/api/score", content, Ct);
        var problem = await ReadAsync(response);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.False(string.IsNullOrEmpty((string?)problem["title"]));
    }

    [Fact]
    public async Task Score_AppendsItsColumnsToACsvFile_AndGoesOnAfterAFaultyRow()
    {
        using var content = new StringContent($"""
            {CsvHeaderLine}
            a,Male,67,0,1,Yes,Private,Urban,228.69,36.6,formerly smoked
            b,Male,old,0,1,Yes,Private,Urban,228.69,N/A,formerly smoked
            c,Male,67
            d,Male,67,0,1,Yes,Private,Urban,228.69,,"never smoked"
            """, Encoding.UTF8, "text/csv");

        using var response = await app.Client.PostAsync("/api/score", content, Ct);
        var lines = (await response.Content.ReadAsStringAsync(Ct)).Split('\n');

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(CsvHeaderLine + ",stroke_probability,at_risk,model_version,problem", lines[0]);
        var probability = Model.Probability(Known);
        Assert.Equal(
            $"a,Male,67,0,1,Yes,Private,Urban,228.69,36.6,formerly smoked,{probability:0.00000000},"
                    + $"{(probability >= 0.1 ? 1 : 0)},{Champion.Version},",
            lines[1]
        );
        Assert.Equal(
            $"b,Male,old,0,1,Yes,Private,Urban,228.69,N/A,formerly smoked,,,{Champion.Version},"
                + "\"line 3, age: found old, allowed 0 to 120 years\"",
            lines[2]
        );
        Assert.StartsWith($",,,,,,,,,,,,,{Champion.Version},\"line 4: found 3 fields", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("d,Male,67,0,1,Yes,Private,Urban,228.69,,\"never smoked\",0.", lines[4], StringComparison.Ordinal);
        Assert.Equal(["",], lines[5..]);
    }

    [Theory]
    [InlineData("?explain=false", 200)]
    [InlineData("?explain=perhaps", 400)]
    [InlineData("?log=perhaps", 400)]
    public async Task Score_KeepsTheConnectionOpen(string query, int status)
    {
        using var handler = new CountingHandler();
        using var client = new HttpClient(handler.Inner) { BaseAddress = app.Client.BaseAddress };

        for (var i = 0; i < 5; i++)
        {
            using var response = await client.PostAsync($"/api/score{query}", Json(Good), Ct);
            Assert.Equal(status, (int)response.StatusCode);
            await response.Content.ReadAsByteArrayAsync(Ct);
        }

        Assert.Equal(1, handler.Connections);
    }

    [Theory]
    [InlineData("abc-123", "abc-123")]
    [InlineData("two words", null)]
    public async Task Score_EchoesTheRequestId_IfItIsOne(string sent, string? echoed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/score") { Content = Json(Good) };
        request.Headers.TryAddWithoutValidation("X-Request-Id", sent);

        using var response = await app.Client.SendAsync(request, Ct);

        var id = Assert.Single(response.Headers.GetValues("X-Request-Id"));
        if (echoed is null) Assert.DoesNotContain(' ', id);
        else Assert.Equal(echoed, id);
    }

    [Fact]
    public async Task Predict_AnswersAsThePythonService()
    {

        using var response = await app.Client.PostAsync("/predict", Json(Good), Ct);
        var answer = await ReadAsync(response);

        Assert.Equal(Model.Probability(Known) >= 0.1 ? "True" : "False", (string?)answer["risk_of_heart_attack"]);
        Assert.Equal(Champion.Version, (string?)answer["model_version"]);
        Assert.Equal(2, answer.AsObject().Count);
    }

    [Fact]
    public async Task Score_Answers503_BeforeTheFirstModel()
    {
        await using var empty = await TestApp.StartAsync(azurite.NewAccount());

        using var response = await empty.Client.PostAsync("/api/score", Json(Good), Ct);
        using var ready = await empty.Client.GetAsync("/api/health/ready", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("no model yet", (string?)(await ReadAsync(ready))["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_Answers429WithRetryAfter_WhileAsManyRequestsAsAllowedAreUnderWay()
    {
        await using var narrow = await Champion.StartAppAsync(
            azurite,
            Document,
            new Dictionary<string, string?> { ["Scoring:MaxConcurrentRequests"] = "1" }
        );
        // A caller who takes none of a long answer is being scored for as long as the server waits for it.
        using var slow = new TcpClient();
        await slow.ConnectAsync("127.0.0.1", narrow.Client.BaseAddress!.Port, Ct);
        var many = $"[{string.Join(',', Enumerable.Repeat(Good, 10_000))}]";
        var head = "POST /api/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {many.Length}\r\n\r\n";
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + many), Ct);
        await slow.GetStream().ReadExactlyAsync(new byte[1], Ct);

        using var refused = await narrow.Client.PostAsync("/api/score", Json(Good), Ct);
        slow.Dispose();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(429, (int?)(await ReadAsync(refused))["status"]);
        await Eventually.TrueAsync(async () =>
        {
            using var after = await narrow.Client.PostAsync("/api/score", Json(Good), Ct);
            return after.StatusCode == HttpStatusCode.OK;
        });
    }

    private static string ToJson(Patient patient)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) PatientJson.Write(json, patient);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(Ct))!;

    /// <summary>Counts the connections that a client opens.</summary>
    private sealed class CountingHandler : IDisposable
    {
        public CountingHandler() => Inner = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                Connections++;
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };

        public SocketsHttpHandler Inner { get; }

        public int Connections { get; private set; }

        public void Dispose() => Inner.Dispose();
    }
}
