using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Whether a dataset calls for a new model, why, and the tests behind it.</summary>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Tests">What was tested; empty where the reason needed none.</param>
internal abstract record RetrainVerdict(string Reason, IReadOnlyList<DeteriorationTest> Tests);

/// <summary>Train.</summary>
internal sealed record RetrainNeeded(string Reason, IReadOnlyList<DeteriorationTest> Tests) : RetrainVerdict(Reason, Tests);

/// <summary>Keep the model; the rows are kept for the next training.</summary>
internal sealed record RetrainNotNeeded(string Reason, IReadOnlyList<DeteriorationTest> Tests) : RetrainVerdict(Reason, Tests);
