namespace StrokeFunctions.Monitoring;

/// <summary>One report: everything that its HTML and its JSON show. docs/report.md describes every field.</summary>
internal sealed record Report
{
    /// <summary>Bump when a field goes or changes its meaning; a new field is no change.</summary>
    public const int CurrentSchemaVersion = 1;

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

    /// <summary>The same of the reference: held-out predictions of the training rows.</summary>
    public required QualityMeasures? PerformanceReference { get; init; }

    /// <summary>The model by sex, age band and residence; empty where <see cref="Performance"/> is null.</summary>
    public required IReadOnlyList<Subgroup> Subgroups { get; init; }

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
internal sealed record ReportWindow(string Source, DateTimeOffset? From, DateTimeOffset To, long Rows, long NewRows);

/// <summary>One earlier report in a trend.</summary>
/// <param name="Name">The report's name.</param>
/// <param name="Date">Its day.</param>
/// <param name="Level">Its verdict.</param>
/// <param name="DriftShare">Its share of drifted columns.</param>
/// <param name="Recall">Its measured recall; null if there was none.</param>
/// <param name="Precision">Its measured precision.</param>
/// <param name="RocAuc">Its measured area under the ROC curve.</param>
internal sealed record TrendPoint(string Name, DateOnly Date, string Level, double DriftShare, double? Recall, double? Precision, double? RocAuc);
