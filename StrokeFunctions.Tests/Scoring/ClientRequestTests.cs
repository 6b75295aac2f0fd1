using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace StrokeFunctions.Tests.Scoring;

/// <summary>Requests as other programs send them, through the front door: answered, or refused with what to send.</summary>
public sealed class ClientRequestTests(ScoringApp app) : IClassFixture<ScoringApp>
{
    private const string Patient =
        """{"gender":"Female","age":58,"hypertension":1,"heart_disease":0,"ever_married":"Yes","work_type":"Private","Residence_type":"""
        + """ "Rural","avg_glucose_level":112.4,"bmi":29.1,"smoking_status":"never smoked"}""";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Residence_type", "residence_type")]
    [InlineData("Residence_type", "residenceType")]
    [InlineData("avg_glucose_level", "Avg_Glucose_Level")]
    [InlineData("age", "AGE")]
    public async Task Score_ReadsNamesInAnyCase(string name, string sent)
    {
        var (plain, renamed) = (await PostAsync(Patient), await PostAsync(Patient.Replace($"\"{name}\"", $"\"{sent}\"",
            StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.OK, renamed.Status);
        Assert.Equal(plain.Body.GetProperty("stroke_probability").GetDouble(), renamed.Body.GetProperty("stroke_probability").GetDouble());
    }

    [Fact]
    public async Task Score_NamesUnknownFieldsInItsProblem_WithWhatWasMeant()
    {
        var (status, body) = await PostAsync(Patient.Replace("\"gender\"", "\"gendre\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var warning = Assert.Single(body.GetProperty("warnings").EnumerateArray());
        Assert.Equal(("/gendre", "gender"), (warning.GetProperty("pointer").GetString(), warning.GetProperty("hint").GetString()));
    }

    [Theory]
    [InlineData("""{"instances":[PATIENT]}""", "KServe v1")]
    [InlineData("""{"inputs":[{"name":"age","shape":[1],"datatype":"FP64","data":[58]}]}""", "KServe v2")]
    [InlineData("""{"dataframe_split":{"columns":["age"],"data":[[58]]}}""", "orient=\"records\"")]
    [InlineData("""{"dataframe_records":[PATIENT]}""", "MLflow")]
    [InlineData("PATIENT\nPATIENT\n", "JSON lines")]
    public async Task Score_SaysWhatToSend_WhenPatientsAreWrappedAsForAModelServer(string body, string told)
    {
        var (status, problem) = await PostAsync(body.Replace("PATIENT", Patient, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(told, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("an array of patients", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/jsonlines", "send the patients as one array")]
    [InlineData("application/json; charset=iso-8859-1", "The charset is iso-8859-1; allowed: utf-8")]
    public async Task Score_NamesWhatItDoesNotRead(string type, string told)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Patient))
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse(type) },
        };
        using var answer = await app.Client.PostAsync("/api/score", content, Ct);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains(told, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_PassesOverAByteOrderMark() => Assert.Equal(HttpStatusCode.OK, (await PostAsync("\uFEFF" + Patient)).Status);

    [Fact]
    public async Task Score_AnswersACsvInItsOwnDialect()
    {
        const string csv =
            "gender;age;hypertension;heart_disease;ever_married;work_type;Residence_type;avg_glucose_level;bmi;smoking_status\r\n"
            + "Female;58;1;0;Yes;Private;Rural;112,4;29,1;never smoked\r\n";
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");

        using var answer = await app.Client.PostAsync("/api/score", content, Ct);

        var row = (await answer.Content.ReadAsStringAsync(Ct)).Split('\n')[1].Split(';');
        Assert.StartsWith("0,", row[10], StringComparison.Ordinal);
        var expected = (await PostAsync(Patient)).Body.GetProperty("stroke_probability").GetDouble();
        Assert.Equal(expected, double.Parse(row[10].Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture), 1e-8);
    }

    [Theory]
    [InlineData("/api/health/live")]
    [InlineData("/api/health/ready")]
    [InlineData("/")]
    [InlineData("/api/openapi.json")]
    [InlineData("/api/reports")]
    public async Task Head_IsAnsweredLikeGet_WithoutABody(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var answer = await app.Client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Options_AreAnsweredWithWhatIsAllowed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/datasets");
        using var answer = await app.Client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["GET", "OPTIONS", "POST"], answer.Content.Headers.Allow.Order());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/api/models/events?at=01/11/2026")]
    [InlineData("/api/models/events?at=yesterday")]
    public async Task Moments_AreIsoOnly(string path) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.GetAsync(path, Ct)).StatusCode);

    [Theory]
    [InlineData("from=01/11/2026")]
    [InlineData("from=2026-11-01&to=30.11.2026")]
    [InlineData("from=1604188800")]
    public async Task ReportWindows_AreIsoOnly(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsync($"/api/reports?{query}", null, Ct)).StatusCode);

    [Theory]
    [InlineData("gzip", HttpStatusCode.OK)]
    [InlineData("zstd", HttpStatusCode.UnsupportedMediaType)]
    public async Task Outcomes_HeedTheirContentEncoding(string coding, HttpStatusCode expected)
    {
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync("""[{"id":"1","stroke":0,"date":"2026-01-31"}]"""u8.ToArray(), Ct);
        }

        using var content = new ByteArrayContent(zipped.ToArray()) { Headers = { ContentType = new("application/json") } };
        content.Headers.ContentEncoding.Add(coding);

        using var answer = await app.Client.PostAsync("/api/outcomes", content, Ct);

        Assert.Equal(expected, answer.StatusCode);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await app.Client.PostAsync("/api/score", content, Ct);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Ct)));
    }
}
