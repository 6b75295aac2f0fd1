using System.Globalization;
using StrokeFunctions.Data;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Measures held-out predictions, whole and by part.</summary>
internal static class HeldOutEvaluation
{
    /// <summary>A part with fewer patients is withheld (design: TRIPOD+AI asks for subgroups, small numbers say nothing).</summary>
    public const int LeastPatients = 20;

    /// <summary>A part with fewer strokes is withheld.</summary>
    public const int LeastStrokes = 5;

    /// <summary>Points that are kept of a curve.</summary>
    private const int CurvePoints = 101;

    private const int ReliabilityGroups = 10;

    /// <summary>Thresholds of the decision curve: 0.01 to 0.40.</summary>
    private static readonly double[] DecisionThresholds = [.. Enumerable.Range(1, 40).Select(percent => percent / 100.0)];

    /// <summary>Measures.</summary>
    public static (Performance Overall, IReadOnlyList<SubgroupEvaluation> Subgroups, EvaluationCurves Curves) Measure(
        TrainingRows table, HeldOut heldOut, TrainingOptions options)
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
        return (overall, [.. Subgroups().Select(MeasureSubgroup)], curves);

        SubgroupEvaluation MeasureSubgroup((string Name, string Value, Func<Patient, bool> Holds) subgroup)
        {
            int[] rows = [.. table.AllRows.Where(row => subgroup.Holds(table.Patients[row]))];
            bool[] outcomes = [.. rows.Select(row => table.Outcomes[row])];
            var strokes = outcomes.Count(stroke => stroke);
            var withheld = rows.Length < LeastPatients || strokes < LeastStrokes || strokes == rows.Length;
            return new SubgroupEvaluation(subgroup.Name, subgroup.Value, rows.Length, strokes, withheld ? null : Performance.Measure(
                [.. rows.Select(row => probabilities[row])], [.. rows.Select(row => flagged[row])], outcomes,
                options.BootstrapReplicates, options.Seed));
        }
    }

    private static IEnumerable<(string Name, string Value, Func<Patient, bool> Holds)> Subgroups()
    {
        foreach (var column in (CategoryColumn[])[Schema.Gender, Schema.ResidenceType])
        {
            foreach (var (index, category) in column.Categories.Index())
                yield return (column.Name, category, patient => (int)patient[column] == index);
        }

        foreach (var (name, from, to) in ((string, double, double)[])[("under 50", 0, 50), ("50-64", 50, 65), ("65-79", 65, 80), ("80 and over", 80, double.MaxValue)])
            yield return (Schema.Age.Name, name, patient => patient[Schema.Age] >= from && patient[Schema.Age] < to);

        yield return (Schema.Bmi.Name, "measured", patient => !double.IsNaN(patient[Schema.Bmi]));
        yield return (Schema.Bmi.Name, "missing", patient => double.IsNaN(patient[Schema.Bmi]));
    }

    /// <summary>How it was measured, in words.</summary>
    public static string Protocol(TrainingOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"{options.Folds}-fold cross-validation, stratified, a patient in one fold only; the choice of the candidate, its calibration and the threshold were made inside each training part on {options.InnerRepeats} x {options.InnerFolds}-fold out-of-fold predictions");
}
