namespace StrokeFunctions.Registry;

/// <summary>What really happened to a patient.</summary>
/// <param name="Id">The patient's id, as it was given when the patient was scored.</param>
/// <param name="Stroke">1: had a stroke; 0: had none up to the date.</param>
/// <param name="Date">When the stroke happened, or up to when there was none.</param>
internal sealed record Outcome(string Id, int Stroke, DateOnly Date);
