using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace StrokeFunctions.Training;

/// <summary>
/// What training is doing now in this process, for the health answer, the console and telemetry. Safe for any thread to read.
/// </summary>
internal sealed partial class TrainingStatus(TimeProvider time, TrainingMeter meter, ILogger<TrainingStatus> logger)
    : IProgress<TrainingProgress>
{
    private volatile TrainingActivity? _current;
    private Activity? _whole;
    private Activity? _phase;
    private long _phaseBegan;

    /// <summary>What is going on; null when nothing is.</summary>
    public TrainingActivity? Current => _current;

    /// <summary>Begins to show the work on a dataset.</summary>
    public void Begin(string dataset)
    {
        _whole = TrainingMeter.Begin("training");
        _current = new TrainingActivity(dataset, "begun", 0, time.GetUtcNow());
        BeginPhase("begun");
    }

    /// <summary>Shows a step.</summary>
    public void Report(TrainingProgress value)
    {
        if (_current is not { } current)
            return;
        if (current.Phase != value.Phase || current.ShareDone != value.ShareDone)
            Step(logger, current.Dataset, value.Phase, value.ShareDone);
        if (current.Phase != value.Phase)
        {
            EndPhase(current.Phase);
            BeginPhase(value.Phase);
        }

        _current = current with { Phase = value.Phase, ShareDone = value.ShareDone };
    }

    /// <summary>Writes the property "training": what is going on, or null.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (_current is not { } current)
        {
            json.WriteNull("training"u8);
            return;
        }

        json.WriteStartObject("training"u8);
        json.WriteString("dataset"u8, current.Dataset);
        json.WriteString("phase"u8, current.Phase);
        json.WriteNumber("share_done"u8, Math.Round(current.ShareDone, 3));
        json.WriteNumber("running_seconds"u8, Math.Round((time.GetUtcNow() - current.StartedAt).TotalSeconds, 1));
        json.WriteEndObject();
    }

    /// <summary>Shows nothing any more.</summary>
    /// <param name="outcome">What came of the dataset; null if the work failed or was cut off.</param>
    public void End(RetrainingOutcome? outcome)
    {
        if (_current is not { } current) return;
        EndPhase(current.Phase);
        var kind = outcome?.GetType().Name ?? "Failed";
        _whole?.SetTag("outcome", kind);
        _whole?.Dispose();
        meter.CountOutcome(kind);
        _current = null;
    }

    private void BeginPhase(string phase) => (_phase, _phaseBegan) = (TrainingMeter.Begin(phase), time.GetTimestamp());

    private void EndPhase(string phase)
    {
        _phase?.Dispose();
        meter.CountPhase(phase, time.GetElapsedTime(_phaseBegan));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Dataset}: {Phase} ({ShareDone:P0})")]
    private static partial void Step(ILogger logger, string dataset, string phase, double shareDone);
}

/// <summary>The work on one dataset.</summary>
/// <param name="Dataset">Its name.</param>
/// <param name="Phase">What is being done, in words.</param>
/// <param name="ShareDone">0 to 1, over the whole training.</param>
/// <param name="StartedAt">When the work began, UTC.</param>
internal sealed record TrainingActivity(string Dataset, string Phase, double ShareDone, DateTimeOffset StartedAt);
