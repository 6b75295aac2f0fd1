using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>
/// How well the model predicts patients that it has not seen. Every number has a 95 % interval and how many patients it rests on.
/// </summary>
internal sealed record QualityMeasures
{
    private const int Seed = 1;

    /// <summary>On whom it was measured, in words.</summary>
    public required string MeasuredOn { get; init; }

    /// <summary>How many patients.</summary>
    public required int Patients { get; init; }

    /// <summary>How many of them had a stroke.</summary>
    public required int Strokes { get; init; }

    /// <summary>Counts by flag (predicted, columns) and outcome (actual, rows).</summary>
    public required ConfusionMatrix ConfusionMatrix { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate Recall { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate Accuracy { get; init; }

    public required Estimate Specificity { get; init; }

    public required Estimate RocAuc { get; init; }

    public required Estimate AveragePrecision { get; init; }

    public required Estimate Brier { get; init; }

    /// <summary>Mean of -ln(probability given to what happened), in nats; null in reports written before it was told.</summary>
    public Estimate? LogLoss { get; init; }

    public required Estimate CalibrationIntercept { get; init; }

    public required Estimate CalibrationSlope { get; init; }

    public required Estimate ObservedToExpected { get; init; }

    /// <summary>Precision, recall, F1 and support of each class.</summary>
    public required IReadOnlyList<ClassQuality> ByClass { get; init; }

    public required IReadOnlyList<RocPoint> Roc { get; init; }

    public required IReadOnlyList<PrecisionRecallPoint> PrecisionRecall { get; init; }

    public required IReadOnlyList<ReliabilityBin> Calibration { get; init; }

    public required IReadOnlyList<NetBenefitPoint> DecisionCurve { get; init; }

    /// <summary>Measures predictions of patients with a known outcome; null if they are too few.</summary>
    public static QualityMeasures? Measure(
        string measuredOn,
        double[] probabilities,
        bool[] outcomes,
        double threshold,
        int replicates
    )
    {
        if (!Performance.IsMeasurable(outcomes.Length, outcomes.Count(stroke => stroke))) return null;
        var flagged = Array.ConvertAll(probabilities, p => p >= threshold);
        var (overall, curves) = QualityMeter.Measure(probabilities, flagged, outcomes, replicates, Seed);
        return Of(measuredOn, overall, curves);
    }

    /// <summary>What the manifest says of the reference: hold-out predictions of the training rows.</summary>
    public static QualityMeasures Of(Evaluation evaluation) =>
        Of("the training patients, each predicted by a model that had not seen them", evaluation.Overall, evaluation.Curves);

    private static QualityMeasures Of(string measuredOn, Performance p, EvaluationCurves curves) =>
        new()
        {
            MeasuredOn = measuredOn,
            Patients = p.Confusion.Total,
            Strokes = p.Confusion.Positives,
            ConfusionMatrix = p.Confusion,
            Precision = p.Precision,
            Recall = p.Recall,
            F1 = p.F1,
            Accuracy = p.Accuracy,
            Specificity = p.Specificity,
            RocAuc = p.RocAuc,
            AveragePrecision = p.AveragePrecision,
            Brier = p.Brier,
            LogLoss = p.LogLoss,
            CalibrationIntercept = p.CalibrationIntercept,
            CalibrationSlope = p.CalibrationSlope,
            ObservedToExpected = p.ObservedToExpected,
            ByClass = ClassQuality.Of(p.Confusion),
            Roc = curves.Roc,
            PrecisionRecall = curves.PrecisionRecall,
            Calibration = curves.Reliability,
            DecisionCurve = curves.NetBenefit,
        };
}

/// <summary>Quality for one class as the positive one; 0/0 is 0.</summary>
/// <param name="Class">The outcome, "0" or "1".</param>
/// <param name="Precision">Share of those predicted to be of the class who are.</param>
/// <param name="Recall">Share of the class who are predicted to be of it.</param>
/// <param name="F1">Harmonic mean of the two.</param>
/// <param name="Support">How many are of the class.</param>
internal sealed record ClassQuality(string Class, double Precision, double Recall, double F1, int Support)
{
    /// <summary>Both classes.</summary>
    public static IReadOnlyList<ClassQuality> Of(ConfusionMatrix confusion)
    {
        // Seen from class 0, what was negative is positive.
        var mirrored = new ConfusionMatrix(
            confusion.TrueNegatives,
            confusion.FalseNegatives,
            confusion.FalsePositives,
            confusion.TruePositives
        );
        return [From("0", mirrored), From("1", confusion)];
    }

    private static ClassQuality From(string name, ConfusionMatrix c) => new(name, c.Precision, c.Recall, c.F1, c.Positives);
}
