using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>Why a model was trained, and what was decided when it was. What became of it later stands in the event log.</summary>
/// <param name="TrainedBecause">Why the dataset led to a training.</param>
/// <param name="Tests">The tests of whether the champion had become worse; empty where the reason needed none.</param>
/// <param name="Dataset">What the dataset brought.</param>
/// <param name="Outcome">Promoted, champion kept, or rejected.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">All numbers of the comparison.</param>
internal sealed record Decision(
    string TrainedBecause,
    IReadOnlyList<DeteriorationTest> Tests,
    DatasetComparison Dataset,
    ModelEventKind Outcome,
    string Reason,
    PromotionEvidence Evidence);
