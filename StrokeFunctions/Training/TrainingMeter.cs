using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace StrokeFunctions.Training;

/// <summary>
/// What trainings tell telemetry: a span and a duration for each phase, a span over the whole, and a count by what came of it.
/// Neither a dataset's name nor anything of a patient is in any of it.
/// </summary>
internal sealed class TrainingMeter
{
    /// <summary>The name of the meter and of the source of spans, which exporters subscribe to.</summary>
    public const string Name = "StrokeFunctions.Training";

    private static readonly ActivitySource Spans = new(Name);

    private readonly Histogram<double> _phases;
    private readonly Counter<long> _trainings;

    public TrainingMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _phases = meter.CreateHistogram<double>(
            "stroke.training.phase.duration",
            "s",
            "How long each phase of the work on a dataset took."
        );
        _trainings = meter.CreateCounter<long>("stroke.trainings", "{dataset}", "Datasets worked on, by outcome.");
    }

    /// <summary>Begins the span of the work on a dataset, or of one of its phases.</summary>
    public static Activity? Begin(string span) => Spans.StartActivity(span);

    /// <summary>Records a phase that has ended.</summary>
    public void CountPhase(string phase, TimeSpan duration) =>
        _phases.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));

    /// <summary>Counts what came of a dataset: the kind of its outcome, or "Failed".</summary>
    public void CountOutcome(string outcome) => _trainings.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
