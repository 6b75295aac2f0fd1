using System.Net;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Hosting.Contract;

namespace StrokeFunctions.Tests.Hosting.Contract;

/// <summary>
/// What every caller may rely on, wherever the app runs. Against another one, which must have a model:
/// <c>STROKE_BASE_URL=... STROKE_FUNCTION_KEY=... dotnet test -- --filter-trait Category=Contract</c>.
/// </summary>
[Trait("Category", "Contract")]
public sealed class ContractTests(ContractApp app) : IClassFixture<ContractApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Modes => ContractApp.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Health_SaysLiveAndReady(string mode)
    {
        Assert.Equal("live", await TextAsync(mode, "/api/health/live"));
        Assert.Equal("ready", (await JsonAsync(mode, "/api/health/ready")).GetProperty("status").GetString());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Score_AnswersOnePatient_WithReasonsThatAddUp(string mode)
    {
        var answer = await PostAsync(mode, "/api/score", "application/json", ApiExamples.Patient, HttpStatusCode.OK);

        var sum =
            answer.GetProperty("base_log_odds").GetDouble()
            + answer.GetProperty("reasons").EnumerateArray().Sum(reason => reason.GetProperty("log_odds").GetDouble());
        Assert.Equal(answer.GetProperty("stroke_probability").GetDouble(), 1 / (1 + Math.Exp(-sum)), 1e-12);
        Assert.Equal(
            answer.GetProperty("at_risk").GetBoolean(),
            answer.GetProperty("stroke_probability").GetDouble() >= answer.GetProperty("threshold").GetDouble()
        );
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Score_AnswersManyInTheOrderSent_AndAFaultyOneWithItsProblem(string mode)
    {
        var answer = await PostAsync(
            mode,
            "/api/score",
            "application/json",
            $"[{ApiExamples.Patient},{ApiExamples.FaultyPatient}]",
            HttpStatusCode.OK
        );

        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(2, results.Count);
        Assert.True(results[0].TryGetProperty("stroke_probability", out _));
        Assert.False(results[1].TryGetProperty("stroke_probability", out _));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Score_AnswersCsvWithCsv(string mode)
    {
        using var client = app.Client(mode);
        using var content = new StringContent(ApiExamples.Csv, Encoding.UTF8, "text/csv");
        using var answer = await client.PostAsync(new Uri("/api/score", UriKind.Relative), content, Ct);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("stroke_probability", (await answer.Content.ReadAsStringAsync(Ct)).Split('\n')[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Predict_AnswersAsThePythonServiceDid(string mode)
    {
        var answer = await PostAsync(mode, "/predict", "application/json", ApiExamples.Patient, HttpStatusCode.OK);

        Assert.True(answer.GetProperty("risk_of_heart_attack").GetString() is "True" or "False");
        Assert.NotEqual("", answer.GetProperty("model_version").GetString());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Faults_AreProblems(string mode)
    {
        var fault = await PostAsync(mode, "/api/score", "application/json", ApiExamples.FaultyPatient, HttpStatusCode.BadRequest);
        Assert.NotEmpty(fault.GetProperty("errors").EnumerateArray());
        await PostAsync(mode, "/api/score", "application/json", "{", HttpStatusCode.BadRequest);
        await PostAsync(mode, "/api/score", "text/plain", "?", HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Models_AreListedAndShown_TheServingOneAmongThem(string mode)
    {
        var serving = (await JsonAsync(mode, "/api/health/ready")).GetProperty("model").GetProperty("version").GetString()!;

        Assert.Contains(serving, await TextAsync(mode, "/api/models"), StringComparison.Ordinal);
        Assert.Equal(serving, (await JsonAsync(mode, $"/api/models/{serving}")).GetProperty("version").GetString());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Page_AndContract_AreOpen(string mode)
    {
        Assert.Contains("<html", await TextAsync(mode, "/"), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("3.1", (await JsonAsync(mode, "/api/openapi.json")).GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    private async Task<string> TextAsync(string mode, string path)
    {
        using var client = app.Client(mode);
        return await client.GetStringAsync(new Uri(path, UriKind.Relative), Ct);
    }

    private async Task<JsonElement> JsonAsync(string mode, string path) => JsonElement.Parse(await TextAsync(mode, path));

    private async Task<JsonElement> PostAsync(string mode, string path, string type, string body, HttpStatusCode expected)
    {
        using var client = app.Client(mode);
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
        Assert.Equal(expected, answer.StatusCode);
        if (expected != HttpStatusCode.OK) Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct));
    }
}
