using StrokeFunctions.Data;

namespace StrokeFunctions.Registry;

/// <summary>One line of the scoring log: what was asked, and what was answered.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="ModelVersion">The version that answered.</param>
/// <param name="Name">What the caller called the patient; nothing if the caller gave no id.</param>
/// <param name="Patient">The ten inputs.</param>
/// <param name="Probability">The calibrated probability of a stroke.</param>
/// <param name="AtRisk">Whether it was at or above the threshold.</param>
internal readonly record struct ScoredPatient(
    DateTimeOffset At, string ModelVersion, ScoredName Name, Patient Patient, double Probability, bool AtRisk);
