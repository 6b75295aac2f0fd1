using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>The core of monitoring: a model, its training rows' profile and a window in, one report out. No storage, no clock.</summary>
internal static class ReportBuilder
{
    /// <summary>Everything that a report is made of.</summary>
    /// <param name="Date">The day of the report.</param>
    /// <param name="Model">The model that is measured.</param>
    /// <param name="IsChampion">Whether it serves now.</param>
    /// <param name="Note">Why this model, if it does not.</param>
    /// <param name="Reference">The profile of its training rows.</param>
    /// <param name="Evaluation">Its hold-out quality; null if its manifest has none.</param>
    /// <param name="Trained">Fingerprints of its training rows; null if it has none.</param>
    /// <param name="Window">What is looked at.</param>
    /// <param name="Earlier">Earlier reports of the same kind, oldest first.</param>
    /// <param name="CalibratedOn">The patients on whom the model was calibrated.</param>
    /// <param name="Files">The training table's patients whom the model has not seen, by file, the newest first, the window itself left
    /// out.</param>
    /// <param name="Replicates">Drawings behind each bootstrapped interval.</param>
    internal sealed record Input(
        DateOnly Date, StrokeModel Model, bool IsChampion, string? Note, ReferenceProfile Reference, Evaluation? Evaluation,
        PatientFingerprints? Trained, Window Window, IReadOnlyList<(string Name, Report Report)> Earlier,
        ExpectedOutcomes CalibratedOn, IReadOnlyList<ExpectedOutcomes> Files,
        int Replicates = QualityMeter.Replicates)
    {
        /// <summary>Why the window's outcomes were left out; null if they were not.</summary>
        public string? OutcomeDoubt { get; init; }

        /// <summary>The newest challenger, if it looks like a leak and waits for a person.</summary>
        public string? SuspectedLeak { get; init; }
    }

    /// <summary>Builds the report.</summary>
    public static Report Build(Input input)
    {
        var rows = input.Window.Rows;
        var (overlap, added, unseenPatients) = Overlap.Of(rows, input.Trained);
        var scored = Scores(rows, input.Model);
        var all = new RowSelection(rows, scored, [.. Enumerable.Range(0, rows.Count)]);
        var newRows = added.Count == rows.Count ? all : new RowSelection(rows, scored, added);
        var inputs = Inputs(all);
        var quality = DataQuality.Of(input.Window, inputs, input.Reference);
        var columns = ColumnDrift.Of(ColumnsOf(input.Reference, ReferenceEquals(newRows, all) ? inputs : Inputs(newRows), newRows));
        var scorable = new RowSelection(rows, scored, unseenPatients).Where(row => row.IsValid);
        var labelled = scorable.Where(row => row.Stroke is not null);
        var probabilities = labelled.Numbers(row => row.Probability);
        bool[] outcomes = [.. labelled.Select(row => row.Stroke == true)];
        var comparable = labelled.Where(row => input.Model.IsCalibratedFor(row.Patient));
        var seen = ExpectedOutcomes.Of(
            comparable.Numbers(row => row.Probability), [.. comparable.Select(row => row.Stroke == true)], input.Model.Threshold);
        if (input.Window.Kind != WindowKind.Dataset && NewStrokes.Doubt(seen) is { } doubt)
            return Build(input with { Window = input.Window.WithoutOutcomes(), OutcomeDoubt = doubt });
        var performance = QualityMeasures.Measure(
            $"{labelled.Count:N0} patients of {input.Window.Source} that the model has not seen",
            probabilities,
            outcomes,
            input.Model.Threshold,
            input.Replicates
        );
        var reference = input.Evaluation is null ? null : QualityMeasures.Of(input.Evaluation);
        var retrain = RetrainDecision.Of(input.CalibratedOn, seen.Patients == 0 ? input.Files : [seen, .. input.Files]);
        var subgroups = performance is null ? [] : Subgroup.Of(labelled, input.Model.Threshold);
        var bmi = MissingBmi.Of(columns, subgroups, input.Evaluation);
        var report = new Report
        {
            Kind = KindName(input.Window.Kind),
            Date = input.Date,
            Verdict = Verdict.Of(
                quality, overlap, columns, retrain, performance, reference, bmi, input.OutcomeDoubt, input.SuspectedLeak, input.IsChampion),
            Model = new ReportModel(input.Model.Version, input.IsChampion, input.Model.Threshold, input.Reference.Rows, input.Note),
            Window = new ReportWindow(input.Window.Source, input.Window.From, input.Window.To, all.Count, overlap.NewRows)
            {
                SampledFrom = input.Window.SampledFrom,
            },
            Overlap = overlap,
            DataQuality = quality,
            Columns = columns,
            DatasetDrift = DatasetDrift.Of(columns),
            ClassBalance = ClassBalance.Of(Outcomes(all)),
            ClassBalanceReference = ClassBalance.Of(input.Reference.Outcome()),
            Performance = performance,
            PerformanceReference = reference,
            Subgroups = subgroups,
            GroupDifferences = performance is null ? [] : Subgroup.Differences(subgroups, performance),
            MissingBmi = bmi,
            EstimatedPerformance = EstimatedPerformance.Of(
                scorable.Numbers(row => row.Probability), input.Model.Threshold, probabilities, performance),
            Retrain = retrain,
            Trend = Trend.Of(input.Earlier),
            Changes = [],
        };
        return report with { Changes = Trend.Changes(report, input.Earlier) };
    }

    /// <summary>The name of a kind of window, as in JSON and in the report's name.</summary>
    public static string KindName(WindowKind kind) => kind switch
    {
        WindowKind.Dataset => "dataset",
        WindowKind.Scoring => "scoring",
        WindowKind.Interval => "interval",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>
    /// Rows of datasets get the model's probability; what was scored keeps the one that was answered; a faulty row has none (NaN).
    /// </summary>
    private static double[] Scores(IReadOnlyList<WindowRow> rows, StrokeModel model)
    {
        var scores = new double[rows.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            var row = rows[i];
            scores[i] = row.IsValid && double.IsNaN(row.Probability) ? model.Probability(row.Patient) : row.Probability;
        }

        return scores;
    }

    private static Dictionary<string, Distribution> Inputs(RowSelection rows) =>
        Schema.Inputs.ToDictionary(c => c.Name, c => Distribution.Of(rows.Numbers(row => row.Patient[c])));

    private static List<DriftColumn> ColumnsOf(ReferenceProfile reference, Dictionary<string, Distribution> inputs, RowSelection rows)
    {
        var ages = reference.Ages is null ? null : ReferenceProfile.AgesOf([.. rows.Select(row => row.Patient)]);
        return
        [
            .. Schema.Inputs.Select(c => DriftColumn.Of(c, reference.Columns[c.Name], inputs[c.Name]) with
            {
                Ages = AgesByCategory.Of(
                    reference.Ages?.GetValueOrDefault(c.Name), ages?.GetValueOrDefault(c.Name), reference.Columns[Schema.Age.Name]),
            }),
            DriftColumn.OfPrediction(
                reference.Prediction(),
                Distribution.Of(rows.Where(row => row.IsValid).Numbers(row => ReferenceProfile.Round(row.Probability)))
            ),
            DriftColumn.OfOutcome(reference.Outcome(), Outcomes(rows.Where(row => row.Stroke is not null))),
        ];
    }

    private static Distribution Outcomes(RowSelection rows) =>
        Distribution.Of(rows.Numbers(row => row.Stroke is not { } stroke ? double.NaN : stroke ? 1.0 : 0.0));
}
