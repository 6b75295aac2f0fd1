using System.Net.Http.Headers;
using System.Text;
using StrokeFunctions.Tests.Scoring;

namespace StrokeFunctions.Tests.Functions;

/// <summary>
/// Whatever a caller sends is the caller's fault or is answered: no body, name or header makes the app fail (5xx),
/// and each refusal is problem+json.
/// </summary>
public sealed class HostileRequestTests(ScoringApp app) : IClassFixture<ScoringApp>
{
    private const string Patient =
        """{"gender":"Male","age":67,"hypertension":0,"heart_disease":1,"ever_married":"Yes","work_type":"Private","Residence_type":"""
        + """ "Urban","avg_glucose_level":228.69,"bmi":36.6,"smoking_status":"formerly smoked"}""";

    private static readonly string[] JsonRoutes = ["api/score", "predict", "api/outcomes", "api/models/champion/promote"];

    /// <summary>Bodies that each route takes, to be damaged.</summary>
    private static readonly string[] Sound =
        [Patient, $"[{Patient},{Patient}]", """[{"id":"1","stroke":1,"date":"2026-01-31"}]""", """{"reason":"rolled back","by":"me"}"""];

    private static readonly string[] Hostile =
    [
        "",
        " ",
        "null",
        "true",
        "0",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[1,2]",
        "{",
        "[",
        "]",
        "}",
        ",",
        "\0",
        "\uFEFF{}",
        "NaN",
        "-",
        "1e999",
        "'a'",
        "//",
        "/*",
        "<a/>",
        "{\"id\":\"\\ud800\",\"stroke\":1,\"date\":\"2026-01-31\"}",
        "{\"id\":1,\"stroke\":\"\\udc00\"}",
        "{\"\\ud800\":1}",
        "{\"reason\":\"\\ud800\"}",
        "{\"reason\":\"a\",\"by\":\"\\udfff\"}",
        "{\"gender\":\"\\ud800\"}",
        "{\"gender\":{\"a\":[1,{}]},\"age\":[],\"bmi\":{}}",
        "{\"age\":1e400,\"bmi\":-1e400}",
        "{\"age\":1,\"age\":2}",
        "{\"__proto__\":{\"a\":1}}",
        "{\"id\":\"a\",\"stroke\":1,\"date\":\"0001-01-01\"}",
        "{\"id\":\"a\",\"stroke\":1,\"date\":\"9999-12-31\"}",
        "{\"id\":\"a\\u0000b\",\"stroke\":1,\"date\":\"2026-01-31\"}",
    ];

    public static TheoryData<string> Routes => [.. JsonRoutes];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Body_IsAnsweredOrRefused_WhateverItHolds(string route)
    {
        foreach (var body in Hostile) await IsAnsweredOrRefusedAsync(HttpMethod.Post, route, Encoding.UTF8.GetBytes(body));
        await IsAnsweredOrRefusedAsync(HttpMethod.Post, route, [0xFF, 0xFE, 0x00, 0xC3, 0x28]);
        await IsAnsweredOrRefusedAsync(HttpMethod.Post, route, Encoding.UTF8.GetBytes(new string('[', 20_000)));
        await IsAnsweredOrRefusedAsync(HttpMethod.Post, route, Encoding.UTF8.GetBytes($"{{\"id\":\"{new string('x', 100_000)}\"}}"));
        await IsAnsweredOrRefusedAsync(HttpMethod.Post, route, Encoding.UTF8.GetBytes(Patient), "gzip");
        await IsAnsweredOrRefusedAsync(HttpMethod.Post, route, Encoding.UTF8.GetBytes(Patient), "zstd");
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Body_IsAnsweredOrRefused_WhenItWasDamaged(string route)
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var body = Encoding.UTF8.GetBytes(Sound[random.Next(Sound.Length)]);
            for (var n = random.Next(1, 4); n > 0; n--) body[random.Next(body.Length)] = (byte)random.Next(256);
            await IsAnsweredOrRefusedAsync(HttpMethod.Post, route, random.Next(4) == 0 ? body[..random.Next(body.Length)] : body);
        }
    }

    [Theory]
    [InlineData("api/models/{0}")]
    [InlineData("api/models/{0}/card")]
    [InlineData("api/reports/{0}")]
    [InlineData("api/reports?window={0}&from={0}&to={0}")]
    [InlineData("{0}")]
    public async Task Name_IsAnsweredOrRefused_WhateverItHolds(string path)
    {
        string[] names =
        [
            "..",
            "..%2F..%2Fdatasets%2Fa.csv",
            "%01",
            "a%7Fb",
            "%FF%FE",
            "%ED%A0%80",
            "a%5C..%5Cb",
            "a b",
            "%20",
            ".",
            "latest%2F",
            "champion%0D%0Ax",
            "%25",
            "%2525",
            "con",
            "a%3Ab",
            "aux.json",
            "*",
            "%3Cscript%3E",
            "%E2%80%AE",
            new string('a', 2000),
            "latest.html",
            ".json",
            ".html",
            "2026-01-01-dataset.json.html",
            "20260101T000000Z-00000001%20",
        ];
        foreach (var name in names)
        {
            await IsAnsweredOrRefusedAsync(
                path.Contains('?', StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get,
                path.Replace("{0}", name, StringComparison.Ordinal),
                []
            );
        }
    }

    private async Task IsAnsweredOrRefusedAsync(HttpMethod method, string path, byte[] body, string? coding = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            if (coding is not null) request.Content.Headers.ContentEncoding.Add(coding);
        }

        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var what = $"{method} {path} {Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 200))}";
        Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} to {what}");
        if ((int)answer.StatusCode >= 400)
            Assert.True(
                answer.Content.Headers.ContentType?.MediaType == "application/problem+json",
                $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} to {what}"
            );
    }
}
