using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class TrainingStatusTests
{
    [Fact]
    public void UnderWay_TellsDatasetPhaseAndShare_WhileATrainingRuns()
    {
        var time = new FakeTimeProvider();
        var status = new TrainingStatus(time, new TrainingMeter(Meters.New()), NullLogger<TrainingStatus>.Instance);
        Assert.Null(status.UnderWay);

        status.Begin("a.csv");
        status.Report(new TrainingProgress("measuring", 0.25));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new TrainingUnderWay("a.csv", "measuring", 0.25, 3), status.UnderWay);

        status.End(null);
        status.Report(new TrainingProgress("late", 1));
        Assert.Null(status.Current);
    }

    [Fact]
    public void Telemetry_TellsEachPhaseAndWhatCameOfIt_AndNotWhichDataset()
    {
        var (time, meters, told) = (new FakeTimeProvider(), Meters.New(), new List<string>());
        using var metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters) listener.EnableMeasurementEvents(instrument);
            },
        };
        metrics.SetMeasurementEventCallback<double>(
            (instrument, seconds, tags, _) => told.Add($"{instrument.Name} {seconds} {string.Join(' ', tags.ToArray())}")
        );
        metrics.SetMeasurementEventCallback<long>(
            (instrument, count, tags, _) => told.Add($"{instrument.Name} {count} {string.Join(' ', tags.ToArray())}")
        );
        metrics.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TrainingMeter.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // Other tests train as well; this phase is this test's alone.
                if (activity.OperationName == "a phase of this test") told.Add($"span under {activity.Parent?.OperationName}");
            },
        };
        ActivitySource.AddActivityListener(traces);
        var status = new TrainingStatus(time, new TrainingMeter(meters), NullLogger<TrainingStatus>.Instance);

        status.Begin("smith.csv");
        time.Advance(TimeSpan.FromSeconds(1));
        status.Report(new TrainingProgress("a phase of this test", 0.25));
        status.Report(new TrainingProgress("a phase of this test", 0.5));
        time.Advance(TimeSpan.FromSeconds(3));
        status.End(new Gone("smith.csv"));

        Assert.Equal(
        [
            "stroke.training.phase.duration 1 [phase, begun]",
            "span under training",
            "stroke.training.phase.duration 3 [phase, a phase of this test]",
            "stroke.trainings 1 [outcome, Gone]",
        ], told);
    }
}
