using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Whether strokes have changed against what the model expects, by the very rule and the very files by which training decides
/// (<see cref="CalibrationChange"/>). What training made of a dataset stands in the event log.
/// </summary>
/// <param name="Decision">"adapt" (a change was found), "keep" (none, and the data could have shown one) or "undecided" (too few patients
/// to tell).</param>
/// <param name="Reason">Why, in a sentence or two.</param>
/// <param name="Change">The numbers; null where the model's manifest does not tell on whom it was calibrated.</param>
internal sealed record RetrainDecision(string Decision, string Reason, CalibrationChange? Change)
{
    public const string Adapt = "adapt";
    public const string Keep = "keep";
    public const string Undecided = "undecided";

    /// <summary>Decides.</summary>
    /// <param name="calibratedOn">The patients on whom the model was calibrated.</param>
    /// <param name="files">Patients whom it has not seen, by file, the newest first.</param>
    public static RetrainDecision Of(ExpectedOutcomes calibratedOn, IReadOnlyList<ExpectedOutcomes> files)
    {
        if (calibratedOn.Patients == 0)
            return new RetrainDecision(Undecided, "The model's manifest does not tell on whom it was calibrated.", null);
        var change = CalibrationChange.Of(files, calibratedOn);
        var decision = change.Found ? Adapt : change.Power >= CalibrationChange.EnoughPower ? Keep : Undecided;
        return new RetrainDecision(decision, change.InWords(), change);
    }
}
