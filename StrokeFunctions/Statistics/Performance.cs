namespace StrokeFunctions.Statistics;

/// <summary>How well probabilities and flags agree with what happened, each number with a 95 % interval.</summary>
/// <param name="Confusion">Counts by flag and outcome.</param>
/// <param name="Recall">Share of the strokes that were flagged, 0 to 1.</param>
/// <param name="Precision">Share of the flagged that had a stroke, 0 to 1.</param>
/// <param name="Specificity">Share of those without a stroke that were not flagged, 0 to 1.</param>
/// <param name="F1">Harmonic mean of precision and recall, 0 to 1.</param>
/// <param name="Accuracy">Share of right answers, 0 to 1.</param>
/// <param name="AreaUnderRocCurve">Chance that a stroke is ranked above a patient without one, 0 to 1; 0.5 is guessing.</param>
/// <param name="AveragePrecision">Precision averaged over the strokes in order of rank, 0 to 1; the stroke share is guessing.</param>
/// <param name="Brier">Mean squared error of the probabilities, 0 (best) to 1.</param>
/// <param name="LogLoss">Mean of -ln(probability given to what happened), in nats, 0 is best.</param>
/// <param name="CalibrationIntercept">Calibration in the large: a of logit(y) = a + logit(p), ideal 0.</param>
/// <param name="CalibrationSlope">b of logit(y) = a + b logit(p), ideal 1; under 1 the probabilities are too extreme.</param>
/// <param name="ObservedToExpected">Strokes divided by the sum of the probabilities, ideal 1.</param>
internal sealed record Performance(
    ConfusionMatrix Confusion,
    Estimate Recall,
    Estimate Precision,
    Estimate Specificity,
    Estimate F1,
    Estimate Accuracy,
    Estimate AreaUnderRocCurve,
    Estimate AveragePrecision,
    Estimate Brier,
    Estimate LogLoss,
    Estimate CalibrationIntercept,
    Estimate CalibrationSlope,
    Estimate ObservedToExpected);
