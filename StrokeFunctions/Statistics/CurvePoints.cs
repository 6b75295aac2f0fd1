namespace StrokeFunctions.Statistics;

/// <summary>A point of the receiver operating characteristic.</summary>
/// <param name="FalsePositiveRate">Share of those without a stroke that are flagged, 0 to 1.</param>
/// <param name="Recall">Share of the strokes that are flagged, 0 to 1.</param>
/// <param name="Threshold">Flagged are those with at least this score; infinite at the origin.</param>
internal sealed record RocPoint(double FalsePositiveRate, double Recall, double Threshold);

/// <summary>A point of the precision-recall curve.</summary>
/// <param name="Recall">Share of the strokes that are flagged, 0 to 1.</param>
/// <param name="Precision">Share of the flagged that had a stroke, 0 to 1.</param>
/// <param name="Threshold">Flagged are those with at least this score.</param>
internal sealed record PrecisionRecallPoint(double Recall, double Precision, double Threshold);

/// <summary>A group of patients with similar probabilities.</summary>
/// <param name="MeanProbability">Mean of their probabilities.</param>
/// <param name="Observed">Share of them who had a stroke, with a Wilson interval.</param>
internal sealed record ReliabilityBin(double MeanProbability, Estimate Observed);

/// <summary>A point of the decision curve (Vickers and Elkin 2006).</summary>
/// <param name="Threshold">The probability at which a patient is treated.</param>
/// <param name="Model">Net benefit of treating whom the model flags: TP/n - FP/n * t/(1-t).</param>
/// <param name="TreatAll">Net benefit of treating everyone. Treating no one has a net benefit of 0.</param>
internal sealed record NetBenefitPoint(double Threshold, double Model, double TreatAll);
