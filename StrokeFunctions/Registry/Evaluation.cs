using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>How well a model predicts patients that it has not seen; kept in its manifest.</summary>
/// <param name="Protocol">How the numbers were measured, in words for people.</param>
/// <param name="Patients">How many patients were predicted while held out.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Overall">All patients together.</param>
/// <param name="Subgroups">The same by sex, age band, both together, residence and whether bmi was measured.</param>
/// <param name="Curves">Points for the plots of reports and cards.</param>
/// <param name="InSample">The final model on the very rows it was trained on: only to show how far that flatters.</param>
internal sealed record Evaluation(
    string Protocol,
    int Patients,
    int Strokes,
    Performance Overall,
    IReadOnlyList<SubgroupEvaluation> Subgroups,
    EvaluationCurves Curves,
    InSampleEvaluation InSample)
{
    /// <summary>The log loss that the held-out probabilities themselves lead to expect: their mean entropy, in nats.</summary>
    public double ExpectedLogLoss { get; init; }
}

/// <summary>A part of the patients.</summary>
/// <param name="Name">By what they were divided: "gender", "age", "Residence_type" or "bmi".</param>
/// <param name="Value">Which part: "Female", "65-79", "missing".</param>
/// <param name="Patients">How many patients it has.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Performance">Absent where the part has fewer than 20 patients or 5 of either outcome: too few to say anything.</param>
internal sealed record SubgroupEvaluation(string Name, string Value, int Patients, int Strokes, Performance? Performance);

/// <summary>The final model on its own training rows; never to be quoted as its quality.</summary>
internal sealed record InSampleEvaluation(double AreaUnderRocCurve, double LogLoss, double Recall, double Precision);

/// <summary>Points of the curves, at most about a hundred each, from held-out predictions.</summary>
/// <param name="Roc">Receiver operating characteristic, from (0, 0) to (1, 1).</param>
/// <param name="PrecisionRecall">Precision by recall, from the highest threshold to the lowest.</param>
/// <param name="Reliability">Mean probability and observed share in ten groups of equal size.</param>
/// <param name="NetBenefit">Decision curve.</param>
/// <param name="LearningCurve">Held-out quality by number of training patients; empty if not measured.</param>
/// <param name="Importance">By input column, the most important first; empty if not measured.</param>
internal sealed record EvaluationCurves(
    IReadOnlyList<RocPoint> Roc,
    IReadOnlyList<PrecisionRecallPoint> PrecisionRecall,
    IReadOnlyList<ReliabilityBin> Reliability,
    IReadOnlyList<NetBenefitPoint> NetBenefit,
    IReadOnlyList<LearningPoint> LearningCurve,
    IReadOnlyList<ColumnImportance> Importance);

/// <summary>Held-out quality of the same pipeline trained on fewer patients.</summary>
internal sealed record LearningPoint(int TrainingPatients, double AreaUnderRocCurve, double LogLoss, double RecallAtPrecisionFloor);

/// <summary>How much a column matters: what is lost when its values are shuffled among held-out patients.</summary>
/// <param name="Column">The input column.</param>
/// <param name="AreaUnderRocCurveLost">Mean loss of area under the ROC curve.</param>
/// <param name="LogLossGained">Mean gain of log loss, in nats.</param>
internal sealed record ColumnImportance(string Column, double AreaUnderRocCurveLost, double LogLossGained);

/// <summary>
/// How well the model predicts patients that it has not seen. Every number has a 95 % interval and how many patients it rests on.
/// </summary>
internal sealed record QualityMeasures
{
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

    public required Estimate CalibrationIntercept { get; init; }

    public required Estimate CalibrationSlope { get; init; }

    public required Estimate ObservedToExpected { get; init; }

    /// <summary>Precision, recall, F1 and support of each class.</summary>
    public required IReadOnlyList<ClassQuality> ByClass { get; init; }

    public required IReadOnlyList<RocPoint> Roc { get; init; }

    public required IReadOnlyList<PrecisionRecallPoint> PrecisionRecall { get; init; }

    public required IReadOnlyList<ReliabilityBin> Calibration { get; init; }

    public required IReadOnlyList<NetBenefitPoint> DecisionCurve { get; init; }

    /// <summary>From Statistics' measures and curves.</summary>
    public static QualityMeasures Of(
        string measuredOn, Performance p, IReadOnlyList<RocPoint> roc, IReadOnlyList<PrecisionRecallPoint> precisionRecall,
        IReadOnlyList<ReliabilityBin> calibration, IReadOnlyList<NetBenefitPoint> decisionCurve) => new()
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
            RocAuc = p.AreaUnderRocCurve,
            AveragePrecision = p.AveragePrecision,
            Brier = p.Brier,
            CalibrationIntercept = p.CalibrationIntercept,
            CalibrationSlope = p.CalibrationSlope,
            ObservedToExpected = p.ObservedToExpected,
            ByClass = ClassQuality.Of(p.Confusion),
            Roc = roc,
            PrecisionRecall = precisionRecall,
            Calibration = calibration,
            DecisionCurve = decisionCurve,
        };

    /// <summary>What the manifest says of the reference: held-out predictions of the training rows.</summary>
    public static QualityMeasures Of(Evaluation evaluation) =>
        Of(
            "the training patients, each predicted by a model that had not seen them",
            evaluation.Overall,
            Finite(evaluation.Curves.Roc),
            evaluation.Curves.PrecisionRecall,
            evaluation.Curves.Reliability,
            evaluation.Curves.NetBenefit
        );

    /// <summary>JSON has no infinity: the first point's threshold, which flags nobody, becomes 1.</summary>
    public static IReadOnlyList<RocPoint> Finite(IReadOnlyList<RocPoint> roc) =>
        [.. roc.Select(p => double.IsInfinity(p.Threshold) ? p with { Threshold = 1 } : p)];
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

/// <summary>Measures the quality of predictions on patients with a known outcome.</summary>
internal static class QualityMeter
{
    /// <summary>Curves of more patients are drawn by rounded probabilities.</summary>
    private const int ManyPatients = 10_000;

    /// <summary>Drawings behind each bootstrapped interval.</summary>
    public const int Replicates = 1000;
    private const int Seed = 1;
    private const int CurvePoints = 100;

    /// <summary>
    /// Curves of many patients are drawn by probabilities to four decimals: at most 10,001 steps, of which a hundred are shown.
    /// </summary>
    private const int CurveDecimals = 4;
    private const int CalibrationGroups = 10;

    /// <summary>Thresholds of the decision curve: 0.01 to 0.40, where anyone would act on the risk of a stroke.</summary>
    private static readonly double[] Thresholds = [.. Enumerable.Range(1, 40).Select(i => i / 100.0)];

    /// <summary>Measures; null if there are too few patients.</summary>
    public static QualityMeasures? Measure(string measuredOn, double[] probabilities, bool[] outcomes, double threshold, int replicates)
    {
        var strokes = outcomes.Count(stroke => stroke);
        if (!Performance.IsMeasurable(outcomes.Length, strokes)) return null;
        var flagged = Array.ConvertAll(probabilities, p => p >= threshold);
        var ranked = RankedOutcomes.Of(probabilities, outcomes);
        var drawn =
            outcomes.Length <= ManyPatients
                ? ranked
                : RankedOutcomes.Of(Array.ConvertAll(probabilities, p => Math.Round(p, CurveDecimals)), outcomes);
        return QualityMeasures.Of(
            measuredOn,
            Performance.Measure(probabilities, flagged, outcomes, replicates, Seed),
            QualityMeasures.Finite(Curves.Thin(Curves.Roc(drawn), CurvePoints)),
            Curves.Thin(Curves.PrecisionRecall(drawn), CurvePoints),
            Calibration.Reliability(probabilities, outcomes, CalibrationGroups),
            Curves.NetBenefit(drawn, Thresholds)
        );
    }
}
