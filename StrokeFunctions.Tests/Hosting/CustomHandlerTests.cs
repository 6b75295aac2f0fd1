using System.Net;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>The bodies in functions-host are what a real Functions host sent, byte for byte.</summary>
public sealed class CustomHandlerTests(Azurite azurite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("blob-datatype-binary.json", "Ingest", "Ingest datasets/a.bin a.bin")]
    [InlineData("blob-datatype-string.json", "Score", "Score t.csv t csv")]
    [InlineData("timer-nostatus.json", "Tick", "Tick False  ")]
    [InlineData("timer-with-status.json", "Tick", "Tick False 2026-11-22T22:00:35.5372205Z 2026-11-22T22:01:00.0000000Z")]
    public async Task Invocation_ReachesItsFunction_WhenSentAsCaptured(string file, string function, string expected)
    {
        var probe = new Probe();
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);

        using var answer = await app.Client.PostAsync(function, Captured(file), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal(JsonValueKind.Object, body.RootElement.GetProperty("Outputs").ValueKind);
        Assert.Equal([expected], probe.Calls);
    }

    [Theory]
    [InlineData("http-json.json", "POST /api/score?debug=1 application/json", "7B2261223A317D")]
    [InlineData("http-octet-stream.json", "POST /api/score?x=1&x=2 application/octet-stream", "69642C780A312CFFFE0062696E6172790A")]
    [InlineData("http-chunked-nobody.json", "POST /api/score application/json", "")]
    public async Task HttpFunction_AnswersInAnEnvelope_WhenTheHostDoesNotForward(string file, string request, string bodyHex)
    {
        var probe = new Probe();
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);

        using var answer = await app.Client.PostAsync("Echo", Captured(file), Ct);

        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
        var response = body.RootElement.GetProperty("Outputs").GetProperty("res");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(202, response.GetProperty("statusCode").GetInt32());
        Assert.Equal($"echo {bodyHex}", response.GetProperty("body").GetString());
        Assert.Equal("text/plain; charset=utf-8", response.GetProperty("headers").GetProperty("Content-Type").GetString());
        Assert.Equal([$"Echo {request} {bodyHex}"], probe.Calls);
    }

    [Fact]
    public async Task HttpFunction_GetsTheWholeBody_WhenAMultipartEnvelopeIsInBase64()
    {
        var probe = new Probe();
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);

        using var answer = await app.Client.PostAsync("Echo", Captured("http-multipart.json"), Ct);

        var call = Assert.Single(probe.Calls);
        Assert.Equal(214, call[(call.LastIndexOf(' ') + 1)..].Length / 2);
    }

    [Fact]
    public async Task HttpFunction_AnswersAsItIs_WhenTheHostForwards()
    {
        var captured = await File.ReadAllBytesAsync(Repository.Shared("functions-host", "forwarded-http.request.txt"), Ct);
        var probe = new Probe();
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);

        var answer = await app.SendRawAsync(captured, Ct);

        Assert.Equal("HTTP/1.1 202 Accepted", answer);
        var call = Assert.Single(probe.Calls);
        Assert.StartsWith("Echo POST /api/score?code=TEST-FUNCTION-KEY&x=1 multipart/form-data", call, StringComparison.Ordinal);
        Assert.Equal(214, call[(call.LastIndexOf(' ') + 1)..].Length / 2);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing/here")]
    public async Task Get_IsAnswered_WhenTheHostAsksWhetherWeAreUp(string path)
    {
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), new Probe());

        using var answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative), Ct);

        Assert.Equal(path == "/" ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>The host sends the whole blob in base64; a proxying host sends without a Content-Length.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Invocation_ReachesItsFunction_WhenTheBlobIsLarge(bool chunked)
    {
        const int length = 40_000_000;
        var probe = new Probe();
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);
        var envelope = $$"""{"Data":{"blob":"{{new string('A', length)}}"},"Metadata":{"name":"\"large.csv\""} }""";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("Ingest", UriKind.Relative)) { Content = Json(envelope) };
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await app.Client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["Ingest datasets/large.csv large.csv"], probe.Calls);
    }

    [Fact]
    public async Task Invocations_RunSideBySide_WhenTheHostSendsThemAtOnce()
    {
        const int count = 8;
        var all = new TaskCompletionSource();
        var running = 0;
        var probe = new Probe
        {
            Act = async (_, ct) =>
            {
                if (Interlocked.Increment(ref running) == count) all.SetResult();
                await all.Task.WaitAsync(Eventually.Timeout, ct);
            },
        };
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);

        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(i =>
            app.Client.PostAsync("Ingest", Json($$"""{"Data":{"blob":""},"Metadata":{"name":"\"{{i}}.csv\""} }"""), Ct)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"Ingest datasets/{i}.csv {i}.csv"), probe.Calls.Order());
    }

    [Fact]
    public async Task Invocation_IsNotFound_WhenTheFunctionIsUnknown()
    {
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), new Probe());

        using var answer = await app.Client.PostAsync("Nobody", Captured("timer-nostatus.json"), Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Invocation_Fails_WhenTheFunctionThrows()
    {
        var probe = new Probe { Act = (_, _) => throw new InvalidDataException("not today") };
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);

        using var answer = await app.Client.PostAsync("Ingest", Captured("blob-datatype-binary.json"), Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Data":{},"Metadata":{"name":7}}""")]
    [InlineData("""{"Data":{"blob":"aWQ="},"Metadata":{"name":"\"cut""")]
    public async Task Invocation_Fails_WhenTheEnvelopeIsNotOne(string envelope)
    {
        var probe = new Probe();
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);

        using var answer = await app.Client.PostAsync("Ingest", Json(envelope), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(probe.Calls);
    }

    [Theory]
    [InlineData(@"""\""a b.csv\""""", "a b.csv")]
    [InlineData(@"""a.csv""", "a.csv")]
    [InlineData(@"""\""\\\""quoted\\\"".csv\""""", "\"quoted\".csv")]
    [InlineData(@"""\""j\\u00fcrgen/x.csv\""""", "jürgen/x.csv")]
    public async Task Placeholder_IsUnwrapped_WhenItIsJsonWithinJson(string sent, string expected)
    {
        var probe = new Probe();
        await using var app = await CustomHandlerApp.StartAsync(azurite.NewAccount(), probe);

        using var answer = await app.Client.PostAsync("Ingest", Json($$$"""{"Data":{"blob":""},"Metadata":{"name":{{{sent}}}}}"""), Ct);

        Assert.Equal([$"Ingest datasets/{expected} {expected}"], probe.Calls);
    }

    private static ByteArrayContent Captured(string file) =>
        new(File.ReadAllBytes(Repository.Shared("functions-host", file))) { Headers = { ContentType = new("application/json") } };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
