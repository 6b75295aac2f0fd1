using StrokeFunctions.Model;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Support;

/// <summary>
/// A model that knows the very law by which <see cref="SyntheticRows"/> draws strokes, with a reference of 3,000 patients:
/// calibrated by construction, so that whatever a report says against it without drift is a false alarm.
/// </summary>
internal static class Monitored
{
    private const int ReferenceRows = 3000;
    private const double Threshold = 0.1;

    /// <summary>The model of the law, which depends on age, hypertension and glucose.</summary>
    public static readonly ModelDocument Document = Law();

    /// <summary>Its training rows.</summary>
    public static readonly DatasetRow[] Rows = SyntheticRows.Draw(1, ReferenceRows);

    /// <summary>The scorer.</summary>
    public static readonly StrokeModel Model = Models.Load(Document, Champion.Version);

    /// <summary>The profile of its training rows; the law needs no hold-out model.</summary>
    public static readonly ReferenceProfile Profile = ReferenceProfile.Of(Rows, Probabilities(Rows), Model);

    /// <summary>Whom it was calibrated on.</summary>
    public static readonly ExpectedOutcomes CalibratedOn =
        ExpectedOutcomes.Of(Probabilities(Rows), [.. Rows.Select(row => row.Stroke)], Threshold);

    /// <summary>Its hold-out quality.</summary>
    public static readonly Evaluation Evaluation = Evaluate();

    /// <summary>Fingerprints of its training rows.</summary>
    public static readonly PatientFingerprints Fingerprints = PatientFingerprints.Of(Rows);

    /// <summary>The report of some rows against it.</summary>
    public static Report Report(IEnumerable<DatasetRow> rows, params (string Name, Report Report)[] earlier) =>
        Report([.. rows.Select(r => new WindowRow(r.Id, r.Patient, true, double.NaN, r.Stroke))], new FaultCounts(), earlier);

    /// <summary>The report of rows that were read, faults among them.</summary>
    public static Report Report(IReadOnlyList<WindowRow> rows, FaultCounts faults, params (string Name, Report Report)[] earlier) =>
        Report(rows, faults, Profile, earlier);

    /// <summary>The report of some rows against another profile of the training rows.</summary>
    public static Report Report(IEnumerable<DatasetRow> rows, ReferenceProfile profile) =>
        Report([.. rows.Select(r => new WindowRow(r.Id, r.Patient, true, double.NaN, r.Stroke))], new FaultCounts(), profile, []);

    /// <summary>The report of patients who were scored.</summary>
    public static Report ScoringReport(IEnumerable<DatasetRow> rows) =>
        Report(
            [.. rows.Select(r => new WindowRow(r.Id, r.Patient, true, Model.Probability(r.Patient), r.Stroke))],
            new FaultCounts(), Profile, [], WindowKind.Scoring);

    private static Report Report(
        IReadOnlyList<WindowRow> rows,
        FaultCounts faults,
        ReferenceProfile profile,
        (string Name, Report Report)[] earlier,
        WindowKind kind = WindowKind.Dataset
    ) =>
        ReportBuilder.Build(
            new ReportBuilder.Input(
                new DateOnly(2026, 1, 5),
                Model,
                true,
                null,
                profile,
                Evaluation,
                Fingerprints,
                new Window(kind, "new.csv", null, new DateTimeOffset(2026, 1, 4, 0, 0, 0, TimeSpan.Zero), rows, faults),
                earlier,
                CalibratedOn,
                []
            )
        );

    /// <summary>New patients of the same population: other ids than any training row's.</summary>
    public static DatasetRow[] NewPatients(int seed, int count) =>
        [.. SyntheticRows.Draw(seed, count).Select(row => row with { Id = $"new{row.Id}" })];

    private static double[] Probabilities(DatasetRow[] rows) => [.. rows.Select(row => Model.Probability(row.Patient))];

    private static Evaluation Evaluate()
    {
        var probabilities = Probabilities(Rows);
        bool[] outcomes = [.. Rows.Select(row => row.Stroke)];
        var ranked = RankedOutcomes.Of(probabilities, outcomes);
        return new Evaluation("the law itself", Rows.Length, outcomes.Count(o => o),
            Performance.Measure(probabilities, [.. probabilities.Select(p => p >= Threshold)], outcomes, 1000, 1), [],
            new EvaluationCurves(
                Curves.Evenly(Curves.Roc(ranked), 100, p => p.Recall),
                Curves.Evenly(Curves.PrecisionRecall(ranked), 100, p => p.Recall),
                Calibration.Reliability(probabilities, outcomes, 10), Curves.NetBenefit(ranked, [0.05, 0.1, 0.2]), [], []),
            new InSampleEvaluation(0.9, 0.2, 0.9, 0.2));
    }

    private static ModelDocument Law()
    {
        // The features are scaled; two patients that differ in one input tell each weight.
        int[] features = [Index("age"), Index("hypertension"), Index("avg_glucose_level")];
        var (low, high) = (new float[Featurizer.Count], new float[Featurizer.Count]);
        Featurizer.Fill(Patient.From([0, 50, 0, 0, 0, 0, 0, 100, 25, 0]), low);
        Featurizer.Fill(Patient.From([0, 60, 1, 0, 0, 0, 0, 200, 25, 0]), high);
        double[] changes = [0.7, 0.7, 0.5];
        double[] weights = [.. features.Select((f, i) => changes[i] / (high[f] - low[f]))];
        return new ModelDocument
        {
            Threshold = Threshold,
            Intercept = -3.6 - features.Select((f, i) => weights[i] * low[f]).Sum(),
            TrainingRows = ReferenceRows,
            FeatureMeans = new double[Featurizer.Count],
            LikePatients = new LikePatients { Groups = [new LikeGroup(0, 0.05, 0.3)], FewInAges = ["under 50"] },
            Members = [new LinearMember { Name = "law", Weight = 1, Bias = 0, Features = features, Weights = weights }],
        };
    }

    private static int Index(string name) => Featurizer.Names.Index().First(n => n.Item == name).Index;
}
