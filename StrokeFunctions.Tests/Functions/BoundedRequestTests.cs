using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Functions;

/// <summary>What one caller costs the others: memory, time and places are bounded, whatever is sent.</summary>
public sealed class BoundedRequestTests(ScoringApp app, Azurite azurite) : IClassFixture<ScoringApp>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outcomes_AreTooLarge_WhenTheyAreLongerThanAnAppendMayBe()
    {
        using var sent = new LongContent(length: 100_000_000);

        using var answer = await app.Client.PostAsync("api/outcomes", sent, Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Outcomes_AreRefused_WhenAKeyComesTwice()
    {
        using var body = Json("""[{"id":"a","stroke":0,"stroke":1,"date":"2026-01-31"}]""");
        using var answer = await app.Client.PostAsync("api/outcomes", body, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Score_TakesABudgetForAllBodies_WhatTheyAreCompressed()
    {
        await using var narrow = await Champion.StartAppAsync(azurite, ScoringApp.Document, new Dictionary<string, string?>
        {
            ["Scoring:MaxHeldBytes"] = "1000000",
            ["Scoring:MaxBodyBytes"] = "2000000",
        });
        var text = new string(' ', 60_000);
        var bomb = Gzip($"{{\"a\":\"{text}\"{string.Concat(Enumerable.Repeat($",\"b\":\"{text}\"", 30))}}}");

        using var refused = await PostAsync(narrow.Client, bomb, "gzip");
        using var served = await narrow.Client.PostAsync("api/score", Json(ApiExamples.Patient), Ct);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Equal(0, narrow.Services.GetRequiredService<BodyBudget>().Held);
    }

    [Fact]
    public async Task Outcomes_TakeOfTheSameBudget_WhatTheyAreCompressed()
    {
        await using var narrow = await TestApp.StartAsync(
            azurite.NewAccount(), new Dictionary<string, string?> { ["Scoring:MaxHeldBytes"] = "1000000" });
        using var content = new ByteArrayContent(Gzip($"[{new string(' ', 2_000_000)}]"));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var refused = await narrow.Client.PostAsync("api/outcomes", content, Ct);
        using var served = await narrow.Client.PostAsync("api/outcomes", Json("[]"), Ct);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, served.StatusCode));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(0, narrow.Services.GetRequiredService<BodyBudget>().Held);
    }

    [Theory]
    [InlineData("{\"gender\":\"LONG\"}")]
    [InlineData("[{\"LONG\":1}]")]
    [InlineData("{\"age\":LONG}")]
    public async Task Score_RefusesATextThatIsLongerThanARecord(string body)
    {
        using var answer = await app.Client.PostAsync("api/score",
            Json(body.Replace("LONG", new string('1', PatientJson.MaxTextBytes + 1), StringComparison.Ordinal)), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("longer than", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_GuessesWhatWasMeant_ForTheFirstFewUnknownFieldsOnly()
    {
        var patient = JsonNode.Parse(ApiExamples.Patient)!.AsObject();
        for (var i = 0; i < 3000; i++) patient[$"hypertensio{i:00}"] = 1;
        var batch = new JsonArray(patient, patient.DeepClone());

        using var answer = await app.Client.PostAsync("api/score?explain=false", Json(batch.ToJsonString()), Ct);
        var results = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["results"]!.AsArray();

        Assert.Equal(PatientFaults.MaxHints,
            results.Sum(result => result!["warnings"]!.AsArray().Count(warning => warning!["hint"] is not null)));
        Assert.All(results, result => Assert.Equal(FaultList.MaxListed, result!["warnings"]!.AsArray().Count));
    }

    [Fact]
    public async Task Score_KeepsAPlaceForWhoeverHasSentABody_WhenOthersSendSlowly()
    {
        await using var narrow = await Champion.StartAppAsync(
            azurite, ScoringApp.Document, new Dictionary<string, string?> { ["Scoring:MaxConcurrentRequests"] = "2" });
        var slow = new List<TcpClient>();
        for (var i = 0; i < 5; i++) slow.Add(await BeginAsync(narrow.Client.BaseAddress!));

        using var served = await narrow.Client.PostAsync("api/score", Json(ApiExamples.Patient), Ct);

        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        foreach (var client in slow) client.Dispose();
    }

    [Fact]
    public async Task Sender_IsCutOff_WhenItsBodyNeverComes()
    {
        using var slow = await BeginAsync(app.Client.BaseAddress!);
        var started = Stopwatch.StartNew();

        var answer = await ReadAsync(slow);

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.InRange(started.Elapsed, TimeSpan.Zero, Eventually.Timeout);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF\r\n")]
    [InlineData("7FFFFFFF0\r\n{}")]
    [InlineData("zz\r\n{}")]
    [InlineData("-1\r\n{}")]
    public async Task Chunk_IsTheCallersFault_WhenItsSizeIsAbsurd(string chunk)
    {
        foreach (var route in new[] { "api/score", "api/outcomes", "api/models/pin", "api/datasets?name=chunk.csv" })
        {
            using var client = await ConnectAsync(app.Client.BaseAddress!);
            var type = route.Contains("datasets", StringComparison.Ordinal) ? "text/csv" : "application/json";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /{route} HTTP/1.1\r\nHost: {app.Client.BaseAddress!.Authority}\r\nContent-Type: {type}\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{chunk}"), Ct);

            Assert.StartsWith("HTTP/1.1 4", await ReadAsync(client), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Body_IsTheCallersFault_WhenItIsNotInTheCodingThatItNames(string coding)
    {
        using var answer = await PostAsync(app.Client, Encoding.UTF8.GetBytes(ApiExamples.Patient), coding);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Report_IsNotFound_WhenItsNameIsLongerThanAnyCanBe()
    {
        using var answer = await app.Client.GetAsync($"api/reports/2026-01-31-{new string('a', 2000)}", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Upload_IsRefused_WhenItIsChunkedAndEmpty()
    {
        using var client = await ConnectAsync(app.Client.BaseAddress!);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/datasets?name=empty.csv HTTP/1.1\r\nHost: {app.Client.BaseAddress!.Authority}\r\nContent-Type: text/csv\r\n"
            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"), Ct);

        Assert.StartsWith("HTTP/1.1 400", await ReadAsync(client), StringComparison.Ordinal);
        Assert.Null(await app.Services.GetRequiredService<BlobStore>().FindAsync(Containers.Datasets, "empty.csv", Ct));
    }

    [Theory]
    [InlineData("a%E2%80%AEvsc.csv")]
    [InlineData("a%C2%85.csv")]
    [InlineData("a%E2%81%A6b.csv")]
    public async Task Upload_IsRefused_WhenTheNameShowsAsAnother(string name)
    {
        using var body = new StringContent("id", Encoding.UTF8, "text/csv");
        using var answer = await app.Client.PostAsync($"api/datasets?name={name}", body, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static byte[] Gzip(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, byte[] body, string coding)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        content.Headers.ContentEncoding.Add(coding);
        return client.PostAsync("api/score", content, Ct);
    }

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Ct);
        return client;
    }

    /// <summary>Sends the head of a request and the first byte of its body, and no more.</summary>
    private static async Task<TcpClient> BeginAsync(Uri address)
    {
        var client = await ConnectAsync(address);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/score HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n"
            + "Content-Length: 500\r\n\r\n{{"), Ct);
        return client;
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        var buffer = new byte[4096];
        var read = await client.GetStream().ReadAsync(buffer, Ct).AsTask().WaitAsync(Eventually.Timeout, Ct);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    /// <summary>A long array of outcomes, each sound.</summary>
    private sealed class LongContent : HttpContent
    {
        private static readonly byte[] Piece = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("""{"id":"a","stroke":1,"date":"2026-01-31"},""", 1000)));

        private readonly long _length;

        public LongContent(long length)
        {
            _length = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("["u8.ToArray(), Ct);
            for (long sent = 0; sent < _length; sent += Piece.Length) await stream.WriteAsync(Piece, Ct);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
