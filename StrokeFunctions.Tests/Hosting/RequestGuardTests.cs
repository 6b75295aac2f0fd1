using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>What a page of somebody else's can make a browser on this machine send.</summary>
public sealed class RequestGuardTests(ScoringApp app, Azurite azurite) : IClassFixture<ScoringApp>
{
    private const string Reason = """{"reason":"because"}""";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    /// <summary>Every function that isn't only read.</summary>
    public static TheoryData<string, string> Changing => new(
        from function in FunctionCatalog.OfThisApp().Http
        from method in function.Methods
        where method is not ("get" or "head")
        let query = function.Name == "UploadDataset" ? "?name=evil.csv" : ""
        select (method.ToUpperInvariant(), Regex.Replace(function.Route, @"\{\w+\}", "champion") + query));

    [Theory]
    [MemberData(nameof(Changing))]
    public async Task Request_IsForbidden_WhenAnotherPageSendsIt(string method, string path)
    {
        foreach (var (name, value) in new[]
        {
            ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", $"http://localhost:{app.Client.BaseAddress!.Port + 1}"),
            ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
        })
        {
            using var answer = await SendAsync(app.Client, method, path, "text/plain", Reason, (name, value));
            using var typed = await SendAsync(app.Client, method, path, "application/json", Reason, (name, value));

            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (answer.StatusCode, typed.StatusCode));
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        Assert.False((await app.Services.GetRequiredService<ModelRegistry>().GetAliasesAsync(Ct)).Aliases.Pinned);
        Assert.Null(await app.Services.GetRequiredService<BlobStore>().FindAsync(Containers.Datasets, "evil.csv", Ct));
    }

    [Fact]
    public async Task Request_IsServed_FromTheAppsOwnPageAndFromPrograms()
    {
        var own = app.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        (string, string)[][] senders =
        [
            [], [("Origin", own)], [("Origin", own), ("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")],
            // Behind a proxy with keys the browser still knows whose page it is, though the host has another name here.
            [("Origin", "https://clinic.example"), ("Sec-Fetch-Site", "same-origin")],
        ];
        foreach (var headers in senders)
        {
            using var answer = await SendAsync(app.Client, "POST", "api/outcomes", "application/json", "[]", headers);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("api/models/pin", Reason)]
    [InlineData("api/datasets?name=plain.csv", "id")]
    [InlineData("api/outcomes", "[]")]
    public async Task Body_IsUnsupported_WhenItsTypeIsOneThatAnyPageMaySend(string path, string body)
    {
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", null })
        {
            using var answer = await SendAsync(app.Client, "POST", path, type, body);

            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-Host", "clinic.example")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    public async Task Request_IsForbidden_WhenAProxyPassedItOnAndThereAreNoKeys(string name, string value)
    {
        const string function = "function-key-0123456789", admin = "admin-key-0123456789";
        await using var keyed = await TestApp.StartAsync(
            azurite.NewAccount(), new Dictionary<string, string?> { ["Keys:Function"] = function, ["Keys:Admin"] = admin });

        using var open = await SendAsync(app.Client, "GET", "api/models", null, null, (name, value));
        using var withKey = await SendAsync(keyed.Client, "GET", "api/models", null, null, (name, value), ("x-functions-key", function));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (open.StatusCode, withKey.StatusCode));
    }

    [Theory]
    [InlineData("api/score", "no-store")]
    [InlineData("api/models", "no-store")]
    [InlineData("api/reports/none", "no-store")]
    [InlineData("nowhere", "no-store")]
    [InlineData("", "no-cache")]
    public async Task Answer_TellsBrowsersToKeepAndToGuessNothing(string path, string kept)
    {
        using var answer = path == "api/score"
            ? await app.Client.PostAsJsonAsync(path, new { age = 1 }, Ct)
            : await app.Client.GetAsync(path, Ct);

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains(kept, answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAnAllowedOrigin_MayCall_AndNoOther()
    {
        await using var open = await TestApp.StartAsync(
            azurite.NewAccount(), new Dictionary<string, string?> { ["Standalone:AllowedOrigins"] = "https://clinic.example" });
        foreach (var (origin, isAllowed) in new[] { ("https://clinic.example", true), ("https://evil.example", false) })
        {
            using var preflight = await SendAsync(open.Client, "OPTIONS", "api/outcomes", null, null,
                ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"));
            using var answer = await SendAsync(open.Client, "POST", "api/outcomes", "application/json", "[]",
                ("Origin", origin), ("Sec-Fetch-Site", "cross-site"));

            Assert.Equal(isAllowed, preflight.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Equal(isAllowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    /// <summary>Under the host the platform answers a preflight; the key in a header shows that it let the page in.</summary>
    [Fact]
    public async Task Page_OfAnotherOrigin_MayCall_WithAKeyInAHeader()
    {
        const string function = "function-key-0123456789", admin = "admin-key-0123456789";
        await using var keyed = await TestApp.StartAsync(
            azurite.NewAccount(), new Dictionary<string, string?> { ["Keys:Function"] = function, ["Keys:Admin"] = admin });

        using var inHeader = await SendAsync(keyed.Client, "POST", "api/outcomes", "application/json", "[]",
            ("Sec-Fetch-Site", "cross-site"), ("x-functions-key", function));
        using var inQuery = await SendAsync(keyed.Client, "POST", $"api/outcomes?code={function}", "application/json", "[]",
            ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (inHeader.StatusCode, inQuery.StatusCode));
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string method, string path, string? type, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await client.SendAsync(request, Ct);
    }
}
