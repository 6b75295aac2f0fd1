using StrokeFunctions.Patients;
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
    /// <summary>Among a manifest's settings: whether a missing bmi is a signal to the model.</summary>
    public const string MissingBmiSetting = "missing_bmi";

    /// <summary>It is; so it was in manifests that don't tell.</summary>
    public const string MissingBmiIsSignal = "signal";

    /// <summary>What age alone reaches on the same patients; null where it was not measured.</summary>
    public IReadOnlyList<BaselineQuality>? AgeAlone { get; init; }

    /// <summary>How often an answer's interval holds what is found, by age band and outcome; null where it was not measured.</summary>
    public IReadOnlyList<IntervalCoverage>? IntervalCoverage { get; init; }

    /// <summary>A group's quality; null where it is withheld or not told.</summary>
    public Performance? Of(string name, string value) =>
        Subgroups.FirstOrDefault(group => group.Name == name && group.Value == value)?.Performance;
}

/// <summary>What a model of one value reaches on the same hold-out patients, its threshold chosen inside the training parts.</summary>
/// <param name="Patients">"all" or "bmi measured".</param>
/// <param name="Recall">Share of the strokes that it flags.</param>
/// <param name="Precision">Share of the flagged that have had a stroke.</param>
/// <param name="RocAuc">0 to 1.</param>
internal sealed record BaselineQuality(string Patients, Estimate Recall, Estimate Precision, double RocAuc);

/// <summary>Of how many patients the interval that an answer shows holds the share of strokes among patients like them.</summary>
/// <param name="Age">The age band.</param>
/// <param name="Stroke">1: of those who have had a stroke, 0: of the others.</param>
/// <param name="Covered">Share of them, 0 to 1, to two digits.</param>
internal sealed record IntervalCoverage(string Age, int Stroke, double Covered);

/// <summary>A part of the patients.</summary>
/// <param name="Name">By what they were divided: "gender", "age", "Residence_type" or "bmi".</param>
/// <param name="Value">Which part: "Female", "65-79", "missing".</param>
/// <param name="Patients">How many patients it has.</param>
/// <param name="Strokes">How many of them had a stroke; absent where that is withheld.</param>
/// <param name="Performance">
/// Absent where the part has fewer than 20 patients or 5 of either outcome, too few to say anything, or where it would give such a part
/// away.
/// </param>
internal sealed record SubgroupEvaluation(string Name, string Value, int Patients, int? Strokes, Performance? Performance);

/// <summary>The final model on its own training rows; never to be quoted as its quality.</summary>
internal sealed record InSampleEvaluation(double RocAuc, double LogLoss, double Recall, double Precision);

/// <summary>Points of the curves, at most about a hundred each, from hold-out predictions.</summary>
/// <param name="Roc">Receiver operating characteristic, from (0, 0) to (1, 1).</param>
/// <param name="PrecisionRecall">Precision by recall, from the highest threshold to the lowest. It begins with a recall of 0 at a
/// precision of 1; older manifests begin with the first patient.</param>
/// <param name="Reliability">Mean probability and observed share in ten groups of equal size.</param>
/// <param name="NetBenefit">Decision curve.</param>
/// <param name="LearningCurve">Hold-out quality by number of training patients; empty if not measured.</param>
/// <param name="Importance">By input column, the most important first; empty if not measured.</param>
internal sealed record EvaluationCurves(
    IReadOnlyList<RocPoint> Roc,
    IReadOnlyList<PrecisionRecallPoint> PrecisionRecall,
    IReadOnlyList<ReliabilityBin> Reliability,
    IReadOnlyList<NetBenefitPoint> NetBenefit,
    IReadOnlyList<LearningPoint> LearningCurve,
    IReadOnlyList<ColumnImportance> Importance);

/// <summary>Hold-out quality of the same pipeline trained on fewer patients.</summary>
/// <param name="TrainingPatients">How many.</param>
/// <param name="RocAuc">0 to 1.</param>
/// <param name="LogLoss">In nats.</param>
/// <param name="RecallAtPrecisionFloor">Recall at the threshold that was chosen inside the training part; where no precision stands beside
/// it, at the best one for these very patients.</param>
internal sealed record LearningPoint(int TrainingPatients, double RocAuc, double LogLoss, double RecallAtPrecisionFloor)
{
    /// <summary>Precision at the same threshold; null in manifests before it was chosen inside.</summary>
    public double? Precision { get; init; }
}

/// <summary>How much a column matters: what is lost when its values are shuffled among hold-out patients.</summary>
/// <param name="Column">The input column.</param>
/// <param name="RocAucLost">Mean loss of area under the ROC curve.</param>
/// <param name="LogLossGained">Mean gain of log loss, in nats.</param>
internal sealed record ColumnImportance(string Column, double RocAucLost, double LogLossGained);

/// <summary>The one way in which predictions are measured, for trainings and for reports.</summary>
internal static class QualityMeter
{
    /// <summary>Drawings behind each bootstrapped interval of a report.</summary>
    public const int Replicates = 1000;

    /// <summary>Points that are kept of a curve.</summary>
    private const int CurvePoints = 101;

    /// <summary>Curves of more patients are drawn by rounded probabilities.</summary>
    private const int ManyPatients = 10_000;

    /// <summary>Four decimals: at most 10,001 steps, of which a hundred are kept.</summary>
    private const int CurveDecimals = 4;

    private const int CalibrationGroups = 10;

    /// <summary>Thresholds of the decision curve: 0.01 to 0.40, where anyone would act on the probability.</summary>
    private static readonly double[] Thresholds = [.. Enumerable.Range(1, 40).Select(percent => percent / 100.0)];

    /// <summary>Measures predictions of patients with a known outcome, of whom there are enough.</summary>
    /// <param name="probabilities">Of a stroke, by patient.</param>
    /// <param name="flagged">Who was flagged (each by the threshold of the model that predicted).</param>
    /// <param name="outcomes">What happened.</param>
    /// <param name="replicates">Drawings behind each bootstrapped interval.</param>
    /// <param name="seed">Of the drawings.</param>
    /// <returns>The measures, and the curves without what only a training measures.</returns>
    public static (Performance Overall, EvaluationCurves Curves) Measure(
        double[] probabilities,
        bool[] flagged,
        bool[] outcomes,
        int replicates,
        int seed
    )
    {
        var drawn = RankedOutcomes.Of(
            outcomes.Length <= ManyPatients ? probabilities : Array.ConvertAll(probabilities, p => Math.Round(p, CurveDecimals)),
            outcomes
        );
        var curves = new EvaluationCurves(
            [.. Curves.Evenly(Curves.Roc(drawn), CurvePoints, p => p.FalsePositiveRate + p.Recall).Select(ForPlot)],
            [.. Curves.Evenly(Curves.PrecisionRecall(drawn), CurvePoints, p => p.Recall).Select(ForPlot)],
            Calibration.Reliability(probabilities, outcomes, CalibrationGroups),
            [.. Curves.NetBenefit(drawn, Thresholds).Select(p => new NetBenefitPoint(p.Threshold, Plotted(p.Model), Plotted(p.TreatAll)))],
            [],
            []
        );
        return (Performance.Measure(probabilities, flagged, outcomes, replicates, seed), curves);
    }

    /// <summary>Measures every group of patients; of one with too few, and of those that would give it away, only their number is
    /// told.</summary>
    public static IReadOnlyList<SubgroupEvaluation> MeasureGroups(
        IReadOnlyList<Patient> patients,
        double[] probabilities,
        bool[] flagged,
        bool[] outcomes,
        int replicates,
        int seed
    )
    {
        var withheld = SmallGroups.Withheld(
            group => (RowsOf(group).Length, RowsOf(group).Count(row => outcomes[row])),
            Performance.MinPatients,
            Performance.MinOfEach);
        return [.. PatientGroup.All.Select(MeasureGroup)];

        int[] RowsOf(PatientGroup group) => [.. Enumerable.Range(0, patients.Count).Where(row => group.Holds(patients[row]))];

        SubgroupEvaluation MeasureGroup(PatientGroup group)
        {
            var rows = RowsOf(group);
            if (withheld.Contains(group)) return new SubgroupEvaluation(group.Column, group.Value, rows.Length, null, null);
            bool[] part = [.. rows.Select(row => outcomes[row])];
            var performance = Performance.Measure(
                [.. rows.Select(row => probabilities[row])],
                [.. rows.Select(row => flagged[row])],
                part,
                replicates,
                seed
            );
            return new SubgroupEvaluation(group.Column, group.Value, rows.Length, part.Count(stroke => stroke), performance);
        }
    }

    /// <summary>The curve begins where nobody is flagged, at no finite threshold, which JSON can't say.</summary>
    private static RocPoint ForPlot(RocPoint p) => new(
        Plotted(p.FalsePositiveRate), Plotted(p.Recall), ThresholdForPlot(p.Threshold));

    private static PrecisionRecallPoint ForPlot(PrecisionRecallPoint p) =>
        new(Plotted(p.Recall), Plotted(p.Precision), ThresholdForPlot(p.Threshold));

    /// <summary>No probability is above 1, where nobody is flagged.</summary>
    private static double ThresholdForPlot(double threshold) => double.IsInfinity(threshold) ? 1 : Plotted(threshold);

    /// <summary>Finer than a plot shows; every further digit of every point would be sent to whoever looks at one.</summary>
    private static double Plotted(double value) => double.IsFinite(value) ? Math.Round(value, 5) : value;
}
