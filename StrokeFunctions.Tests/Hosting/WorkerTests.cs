using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Benchmarks.Worker;
using StrokeFunctions.Tests.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>
/// The app's executable as the official worker runs it, called as the Functions host calls it: over gRPC and HTTP. Only the host is stood
/// in for.
/// </summary>
public sealed class WorkerTests(WorkerTests.Worker worker) : IClassFixture<WorkerTests.Worker>
{
    private const string Patient = """
        { "gender": "Male", "age": 67, "hypertension": 0, "heart_disease": 1, "ever_married": "Yes", "work_type": "Private",
          "Residence_type": "Urban", "avg_glucose_level": 228.69, "bmi": 36.6, "smoking_status": "formerly smoked" }
        """;

    [Theory]
    [InlineData("Score", "POST", "api/score", Patient)]
    [InlineData("Score", "POST", "api/score?explain=false", Patient)]
    [InlineData("Score", "POST", "api/score", "{ \"age\": \"old\" }")]
    [InlineData("Score", "POST", "api/score", "no JSON")]
    [InlineData("PredictLikePython", "POST", "predict", Patient)]
    [InlineData("ShowModel", "GET", "api/models/" + Champion.Version, null)]
    [InlineData("ShowModel", "GET", "api/models/20200101T000000Z-00000001", null)]
    [InlineData("PromoteModel", "POST", "api/models/" + Champion.Version + "/promote", "{ \"by\": 3 }")]
    [InlineData("ShowPage", "GET", "", null)]
    public async Task Request_IsAnsweredAsStandalone_WhenTheHostCallsTheWorker(string function, string method, string path, string? body)
    {
        using var standalone = await worker.App.Client.SendAsync(Request(method, path, body), TestContext.Current.CancellationToken);

        using var answer = await worker.SendAsync(function, Request(method, path, body));

        Assert.Equal(standalone.StatusCode, answer.StatusCode);
        Assert.Equal(standalone.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.Equal(
            await standalone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Request_IsRefused_WhenAnotherWebPageSentIt()
    {
        using var request = Request("POST", "api/models/unpin", "{}");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await worker.SendAsync("UnpinModel", request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Request_IsRefused_WhenItsBodyIsTooLong()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/score") { Content = new ByteArrayContent(new byte[6_000_000]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");

        using var answer = await worker.SendAsync("Score", request);

        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    private static HttpRequestMessage Request(string method, string path, string? body) => new(new HttpMethod(method), path)
    {
        Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
    };

    /// <summary>A worker and a standalone app on the same account, with the same model.</summary>
    public sealed class Worker(Azurite azurite) : IAsyncLifetime
    {
        private readonly HttpClient _client = new();
        private HostStandIn? _host;

        internal TestApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var account = azurite.NewAccount();
            App = await Champion.StartAppAsync(account, ScoringApp.Document);
            _host = await HostStandIn.StartAsync(
                Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "StrokeFunctions.exe" : "StrokeFunctions"),
                new Dictionary<string, string> { ["AzureWebJobsStorage"] = account });
            _client.BaseAddress = _host.Address;
        }

        /// <summary>
        /// Calls a function as the host does; the worker must say of each call that it succeeded, as it answers faults itself.
        /// </summary>
        internal async Task<HttpResponseMessage> SendAsync(string function, HttpRequestMessage request)
        {
            var invocation = Guid.NewGuid().ToString();
            request.Headers.Add(HostStandIn.CorrelationHeader, invocation);
            var ended = _host!.InvokeAsync(_host.Functions.Single(one => one.Name == function), invocation);
            var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(await ended.WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken));
            return answer;
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            if (_host is not null) await _host.DisposeAsync();
            await App.DisposeAsync();
        }
    }
}
