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
