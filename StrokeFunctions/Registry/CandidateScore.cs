namespace StrokeFunctions.Registry;

/// <summary>One family of models as it did in the inner cross-validation.</summary>
/// <param name="Name">The family and its settings.</param>
/// <param name="RecallAtPrecisionFloor">Largest recall with at least the floor's precision, 0 to 1.</param>
/// <param name="LogLoss">After calibration, in nats.</param>
/// <param name="AreaUnderRocCurve">0 to 1.</param>
/// <param name="Chosen">Whether the challenger is this one.</param>
internal sealed record CandidateScore(string Name, double RecallAtPrecisionFloor, double LogLoss, double AreaUnderRocCurve, bool Chosen);
