using System.Diagnostics;
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

    /// <summary>The same for people who ask now; null when nothing goes on.</summary>
    public TrainingUnderWay? UnderWay =>
        _current is { } current
            ? new TrainingUnderWay(
                current.Dataset,
                current.Phase,
                Math.Round(current.ShareDone, 3),
                Math.Round((time.GetUtcNow() - current.StartedAt).TotalSeconds, 1)
            )
            : null;

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

/// <summary>A training that goes on, as the health answer tells of it.</summary>
/// <param name="Dataset">The dataset's name.</param>
/// <param name="Phase">What is being done, in words.</param>
/// <param name="ShareDone">0 to 1, over the whole training.</param>
/// <param name="RunningSeconds">How long it has been going on, in seconds.</param>
internal sealed record TrainingUnderWay(string Dataset, string Phase, double ShareDone, double RunningSeconds);
