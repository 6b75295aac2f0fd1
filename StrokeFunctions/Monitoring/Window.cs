using StrokeFunctions.Data;

namespace StrokeFunctions.Monitoring;

/// <summary>What a report looks at.</summary>
internal enum WindowKind
{
    /// <summary>The newest dataset.</summary>
    Dataset,

    /// <summary>What was scored since the last report of this kind.</summary>
    Scoring,

    /// <summary>What was scored in a chosen interval.</summary>
    Interval,
}

/// <summary>The current window: the rows that are compared with the reference.</summary>
/// <param name="Kind">Where the rows come from.</param>
/// <param name="Source">The dataset's name, or the interval, for people.</param>
/// <param name="From">The beginning of the interval; null for a dataset.</param>
/// <param name="To">The end of the interval, or when the dataset was written.</param>
/// <param name="Rows">The rows that could be read.</param>
/// <param name="Faults">What could not be read.</param>
internal sealed record Window(
    WindowKind Kind, string Source, DateTimeOffset? From, DateTimeOffset To, IReadOnlyList<WindowRow> Rows, FaultCounts Faults);

/// <summary>One row of a window.</summary>
/// <param name="Id">The patient's id, if there is one.</param>
/// <param name="Patient">The ten inputs; NaN where a value was missing or not allowed.</param>
/// <param name="IsValid">Whether every value was allowed, so that the patient can be scored.</param>
/// <param name="Probability">What was answered when it was scored; NaN if it has not been.</param>
/// <param name="Stroke">The outcome, if it is known.</param>
internal readonly record struct WindowRow(string? Id, Patient Patient, bool IsValid, double Probability, bool? Stroke);
