using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>The numbers behind what came of a dataset, as the event log keeps them.</summary>
/// <param name="Dataset">What the dataset brought.</param>
/// <param name="Tests">The tests of whether the champion had become worse.</param>
/// <param name="Promotion">Champion and challenger compared; absent where nothing was trained.</param>
internal sealed record RetrainingEvidence(DatasetComparison Dataset, IReadOnlyList<DeteriorationTest> Tests, PromotionEvidence? Promotion);
