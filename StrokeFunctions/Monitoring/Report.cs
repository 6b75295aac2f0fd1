using System.Text.Json.Serialization;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>One report: everything that its HTML and its JSON show. docs/report.md describes every field.</summary>
internal sealed record Report
{
    /// <summary>Bump when a field goes or changes its meaning; a new field is no change.</summary>
    public const int CurrentSchemaVersion = 2;

    /// <summary>The format of the JSON.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>"dataset", "scoring" or "interval".</summary>
    public required string Kind { get; init; }

    /// <summary>The day of the report, UTC.</summary>
    public required DateOnly Date { get; init; }

    public required Verdict Verdict { get; init; }

    public required ReportModel Model { get; init; }

    public required ReportWindow Window { get; init; }

    public required Overlap Overlap { get; init; }

    public required DataQuality DataQuality { get; init; }

    public required IReadOnlyList<ColumnDrift> Columns { get; init; }

    public required DatasetDrift DatasetDrift { get; init; }

    /// <summary>Outcomes of all rows that could be read.</summary>
    public required ClassBalance ClassBalance { get; init; }

    /// <summary>Outcomes of the reference.</summary>
    public required ClassBalance ClassBalanceReference { get; init; }

    /// <summary>The model on labelled patients that it has not seen; null if they are too few.</summary>
    public required QualityMeasures? Performance { get; init; }

    /// <summary>The same of the reference: hold-out predictions of the training rows.</summary>
    public required QualityMeasures? PerformanceReference { get; init; }

    /// <summary>The model by sex, age band and residence; empty where <see cref="Performance"/> is null.</summary>
    public required IReadOnlyList<Subgroup> Subgroups { get; init; }

    /// <summary>Which groups differ from all patients, and in what, in sentences.</summary>
    public IReadOnlyList<string>? GroupDifferences { get; init; }

    /// <summary>Patients without a bmi; null in reports written before it was told.</summary>
    public MissingBmi? MissingBmi { get; init; }

    /// <summary>What the probabilities expect of themselves, on the new rows.</summary>
    public required EstimatedPerformance? EstimatedPerformance { get; init; }

    public required RetrainDecision Retrain { get; init; }

    /// <summary>Earlier reports of the same kind, oldest first.</summary>
    public required IReadOnlyList<TrendPoint> Trend { get; init; }

    /// <summary>What is different from the last report of the same kind, in sentences.</summary>
    public required IReadOnlyList<string> Changes { get; init; }
}

/// <summary>The model that was measured and whose training rows are the reference.</summary>
/// <param name="Version">Its version.</param>
/// <param name="IsChampion">Whether it serves now; if not, <paramref name="Note"/> says why it was chosen.</param>
/// <param name="Threshold">The probability at or above which it flags.</param>
/// <param name="TrainingRows">How many rows it was trained on.</param>
/// <param name="Note">Why this model, if it is not the champion; otherwise null.</param>
internal sealed record ReportModel(string Version, bool IsChampion, double Threshold, long TrainingRows, string? Note);

/// <summary>What was looked at.</summary>
/// <param name="Source">The dataset's name, or the interval.</param>
/// <param name="From">The beginning of the interval, UTC; null for a dataset.</param>
/// <param name="To">The end of the interval, or when the dataset was written, UTC.</param>
/// <param name="Rows">Rows that could be read.</param>
/// <param name="NewRows">Rows that drift was measured on.</param>
internal sealed record ReportWindow(string Source, DateTimeOffset? From, DateTimeOffset To, long Rows, long NewRows)
{
    /// <summary>Of how many rows these are a sample of patients, every row of whom counts; null if they are all.</summary>
    public long? SampledFrom { get; init; }
}

/// <summary>One earlier report in a trend.</summary>
/// <param name="Name">The report's name.</param>
/// <param name="Date">Its day.</param>
/// <param name="Level">Its verdict.</param>
/// <param name="DriftShare">Its share of drifted columns.</param>
/// <param name="Recall">Its measured recall; null if there was none.</param>
/// <param name="Precision">Its measured precision.</param>
/// <param name="RocAuc">Its measured area under the ROC curve.</param>
internal sealed record TrendPoint(
    string Name,
    DateOnly Date,
    string Level,
    double DriftShare,
    double? Recall,
    double? Precision,
    double? RocAuc
);

/// <summary>
/// How reports are written as JSON: snake_case, absent values as null, source generated; a number that does not exist as "NaN".
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true,
    NewLine = "\n"
)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>A report as a list or an answer names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Level">Its verdict: "act", "watch" or "fine".</param>
/// <param name="Verdict">The verdict in a sentence.</param>
/// <param name="Json">Where its JSON is.</param>
/// <param name="Html">Where its page is.</param>
internal sealed record ReportAnswer(string Name, string Level, string Verdict, string Json, string Html)
{
    /// <summary>The answer of a report.</summary>
    public static ReportAnswer Of(string name, Verdict verdict) =>
        new(name, verdict.Level, verdict.Sentence, $"/api/reports/{name}.json", $"/api/reports/{name}.html");
}

/// <summary>How answers are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReportAnswer))]
[JsonSerializable(typeof(RecordedOutcomes))]
internal sealed partial class ReportAnswerJson : JsonSerializerContext;

/// <summary>
/// The quality that the model's own probabilities expect, without outcomes, and how it agreed with what happened where that is known.
/// </summary>
/// <param name="Patients">How many patients it rests on.</param>
/// <param name="ExpectedStrokes">The sum of their probabilities.</param>
/// <param name="Recall">Expected share of the strokes that are flagged.</param>
/// <param name="Precision">Expected share of the flagged that have a stroke.</param>
/// <param name="F1">Expected harmonic mean of the two.</param>
/// <param name="Accuracy">Expected share of right answers.</param>
/// <param name="RocAuc">Expected area under the ROC curve.</param>
/// <param name="Observed">What was observed on those of them whose outcome is known; null where they are too few.</param>
internal sealed record EstimatedPerformance(
    int Patients,
    double ExpectedStrokes,
    Estimate Recall,
    Estimate Precision,
    Estimate F1,
    Estimate Accuracy,
    Estimate RocAuc,
    ObservedPerformance? Observed
)
{
    /// <summary>Estimates from probabilities; null with fewer patients than anything is measured on.</summary>
    /// <param name="probabilities">Of all patients.</param>
    /// <param name="threshold">From which on they are flagged.</param>
    /// <param name="labelled">The probabilities of those whose outcome is known.</param>
    /// <param name="observed">The quality on them, if they are enough.</param>
    public static EstimatedPerformance? Of(
        ReadOnlySpan<double> probabilities,
        double threshold,
        double[] labelled,
        QualityMeasures? observed
    )
    {
        if (probabilities.Length < Performance.MinPatients) return null;
        var e = ConfidenceBased.Of(probabilities, threshold);
        return new EstimatedPerformance(
            probabilities.Length,
            e.ExpectedStrokes,
            e.Recall,
            e.Precision,
            e.F1,
            e.Accuracy,
            e.RocAuc,
            observed is null
                ? null
                : new ObservedPerformance(
                    observed.Patients,
                    observed.Strokes,
                    labelled.Sum(),
                    observed.Recall.Value,
                    observed.Precision.Value,
                    observed.F1.Value,
                    observed.Accuracy.Value,
                    observed.RocAuc.Value
                )
        );
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
