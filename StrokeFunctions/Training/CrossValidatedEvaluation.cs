using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Measures held-out predictions, whole and by part.</summary>
internal static class CrossValidatedEvaluation
{
    /// <summary>Points that are kept of a curve.</summary>
    private const int CurvePoints = 101;

    private const int ReliabilityGroups = 10;

    /// <summary>Thresholds of the decision curve: 0.01 to 0.40.</summary>
    private static readonly double[] DecisionThresholds = [.. Enumerable.Range(1, 40).Select(percent => percent / 100.0)];

    /// <summary>Measures.</summary>
    public static (Performance Overall, IReadOnlyList<SubgroupEvaluation> Subgroups, EvaluationCurves Curves) Measure(
        TrainingRows table, OuterCrossValidation heldOut, TrainingOptions options)
    {
        var (probabilities, flagged) = (heldOut.Probabilities, heldOut.Flagged);
        var overall = Performance.Measure(probabilities, flagged, table.Outcomes, options.BootstrapReplicates, options.Seed);
        var ranked = RankedOutcomes.Of(probabilities, table.Outcomes);
        var curves = new EvaluationCurves(
            Curves.Thin([.. Curves.Roc(ranked).Skip(1)], CurvePoints),
            Curves.Thin(Curves.PrecisionRecall(ranked), CurvePoints),
            Calibration.Reliability(probabilities, table.Outcomes, ReliabilityGroups),
            Curves.NetBenefit(ranked, DecisionThresholds),
            heldOut.LearningCurve,
            heldOut.Importance);
        return (overall, [.. PatientGroup.All.Select(MeasureSubgroup)], curves);

        SubgroupEvaluation MeasureSubgroup(PatientGroup group)
        {
            int[] rows = [.. table.AllRows.Where(row => group.Holds(table.Patients[row]))];
            bool[] outcomes = [.. rows.Select(row => table.Outcomes[row])];
            var strokes = outcomes.Count(stroke => stroke);
            return new SubgroupEvaluation(
                group.Column,
                group.Value,
                rows.Length,
                strokes,
                !Performance.IsMeasurable(rows.Length, strokes)
                    ? null
                    : Performance.Measure(
                        [.. rows.Select(row => probabilities[row])],
                        [.. rows.Select(row => flagged[row])],
                        outcomes,
                        options.BootstrapReplicates,
                        options.Seed
                    )
            );
        }
    }

    /// <summary>How it was measured, in words.</summary>
    public static string Protocol(TrainingOptions options) =>
        $"{options.Folds}-fold cross-validation, stratified, a patient in one fold only; the choice of the candidate, its calibration "
                + $"and the threshold were made inside each training part on {options.InnerRepeats} x {options.InnerFolds}-fold "
                + $"out-of-fold predictions";
}
