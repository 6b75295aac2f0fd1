using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>The quality that the model's own probabilities expect, without outcomes, and how it agreed with what happened where that is known.</summary>
/// <param name="Patients">How many patients it rests on.</param>
/// <param name="ExpectedStrokes">The sum of their probabilities.</param>
/// <param name="Recall">Expected share of the strokes that are flagged.</param>
/// <param name="Precision">Expected share of the flagged that have a stroke.</param>
/// <param name="F1">Expected harmonic mean of the two.</param>
/// <param name="Accuracy">Expected share of right answers.</param>
/// <param name="RocAuc">Expected area under the ROC curve.</param>
/// <param name="Observed">What was observed on those of them whose outcome is known; null where they are too few.</param>
internal sealed record EstimatedPerformance(
    int Patients, double ExpectedStrokes, Estimate Recall, Estimate Precision, Estimate F1, Estimate Accuracy, Estimate RocAuc, ObservedPerformance? Observed)
{
    /// <summary>Estimates from probabilities; null with fewer patients than anything is measured on.</summary>
    /// <param name="probabilities">Of all patients.</param>
    /// <param name="threshold">From which on they are flagged.</param>
    /// <param name="labelled">The probabilities of those whose outcome is known.</param>
    /// <param name="observed">The quality on them, if they are enough.</param>
    public static EstimatedPerformance? Of(ReadOnlySpan<double> probabilities, double threshold, double[] labelled, QualityMeasures? observed)
    {
        if (probabilities.Length < Performance.LeastPatients) return null;
        var e = ConfidenceBased.Of(probabilities, threshold);
        return new EstimatedPerformance(probabilities.Length, e.ExpectedStrokes, e.Recall, e.Precision, e.F1, e.Accuracy, e.AreaUnderRocCurve,
            observed is null ? null : new ObservedPerformance(observed.Patients, observed.Strokes, labelled.Sum(), observed.Recall.Value, observed.Precision.Value, observed.F1.Value,
                observed.Accuracy.Value, observed.RocAuc.Value));
    }
}

/// <summary>What was observed, beside what was estimated; its intervals are the performance's.</summary>
/// <param name="Patients">How many patients have a known outcome.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="ExpectedStrokes">The sum of their probabilities.</param>
/// <param name="Recall">Share of the strokes that were flagged.</param>
/// <param name="Precision">Share of the flagged that had a stroke.</param>
/// <param name="F1">Harmonic mean of the two.</param>
/// <param name="Accuracy">Share of right answers.</param>
/// <param name="RocAuc">Area under the ROC curve.</param>
internal sealed record ObservedPerformance(
    int Patients, int Strokes, double ExpectedStrokes, double Recall, double Precision, double F1, double Accuracy, double RocAuc);
