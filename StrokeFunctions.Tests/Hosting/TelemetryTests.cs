using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Configuration;
using StrokeFunctions.Hosting;
using StrokeFunctions.Tests.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

public sealed class TelemetryTests(ScoringApp app) : IClassFixture<ScoringApp>
{
    private const string Patient = """
        {"id":"secret-4711","gender":"Male","age":67.5,"hypertension":0,"heart_disease":1,"ever_married":"Yes","work_type":"Private",
        "Residence_type":"Urban","avg_glucose_level":228.69,"bmi":36.6,"smoking_status":"formerly smoked"}
        """;

    [Fact]
    public async Task Telemetry_CountsPatientsByModelAndFlag_AndHoldsNothingOfThem()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (seen, counted) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        using var metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument),
        };
        metrics.SetMeasurementEventCallback<long>(
            (instrument, _, tags, _) =>
            {
                foreach (var (key, value) in tags)
                    seen.Enqueue($"{key}={value}");
                if (instrument.Name == "stroke.patients.scored")
                    counted.Enqueue(string.Join(' ', tags.ToArray().Select(tag => tag.Key)));
            }
        );
        metrics.SetMeasurementEventCallback<double>(
            (_, _, tags, _) =>
            {
                foreach (var (key, value) in tags)
                    seen.Enqueue($"{key}={value}");
            }
        );
        metrics.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                foreach (var (key, value) in activity.TagObjects)
                    seen.Enqueue($"{key}={value}");
            },
        };
        ActivitySource.AddActivityListener(traces);

        using var response = await app.Client.PostAsync(
            "/api/score",
            new StringContent(Patient, Encoding.UTF8, "application/json"),
            cancellationToken
        );
        response.EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => Task.FromResult(!counted.IsEmpty && seen.Contains("http.route=api/score")));

        Assert.Contains("model_version at_risk", counted);
        string[] secrets = ["secret-4711", "228.69", "67.5", "36.6", "formerly smoked"];
        Assert.DoesNotContain(seen, tag => secrets.Any(secret => tag.Contains(secret, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true, "APPLICATIONINSIGHTS_CONNECTION_STRING", false)] // the host sends them
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT", true)]
    [InlineData(false, "APPLICATIONINSIGHTS_CONNECTION_STRING", true)]
    public void Requests_AreTracedOnce_WhoeverSendsThem(bool underHost, string setting, bool traced)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, "InstrumentationKey=1")]).Build();

        Assert.Equal(traced, Telemetry.TracedSources(configuration, underHost).Contains("Microsoft.AspNetCore"));
    }
}
