using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>The model versions and which of them serves, for people and programs.</summary>
/// <param name="Champion">The version that serves; null before the first.</param>
/// <param name="Previous">The one that served before.</param>
/// <param name="Pinned">Whether automatic promotion is off.</param>
/// <param name="Tags">Names that people gave to versions.</param>
/// <param name="Models">Each version, newest first.</param>
internal sealed record ModelList(
    string? Champion, string? Previous, bool Pinned, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<ModelSummary> Models);

/// <summary>The most important of a manifest. The measures are those on hold-out patients.</summary>
/// <param name="Version">The version.</param>
/// <param name="CreatedAt">When it was published, UTC.</param>
/// <param name="Dataset">The upload that led to it.</param>
/// <param name="Patients">How many patients it was trained on.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Recall">Share of the strokes that are flagged.</param>
/// <param name="Precision">Share of the flagged that have a stroke.</param>
/// <param name="RocAuc">Chance that a stroke is ranked above a patient without one.</param>
/// <param name="Decision">What its training decided of it; a promotion by hand, or a pin, is in the event log.</param>
/// <param name="Reason">Why.</param>
/// <param name="Quality">The measures with their intervals.</param>
internal sealed record ModelSummary(
    string Version,
    DateTimeOffset CreatedAt,
    string? Dataset,
    int Patients,
    int Strokes,
    double? Recall,
    double? Precision,
    double? RocAuc,
    ModelEventKind? Decision,
    string? Reason,
    ModelQuality Quality
)
{
    /// <summary>Rows of the upload that were set aside.</summary>
    public long? SetAsideRows { get; init; }

    /// <summary>Them by column, with the commonest value of each.</summary>
    public IReadOnlyList<SetAsideColumn>? SetAside { get; init; }

    /// <summary>The summary of a manifest.</summary>
    public static ModelSummary Of(Manifest manifest) =>
        new(
            manifest.Version,
            manifest.CreatedAt,
            manifest.Lineage.Datasets is [.., var last] ? last.Name : null,
            manifest.Lineage.TrainedOn.Rows,
            manifest.Lineage.TrainedOn.Strokes,
            manifest.Evaluation.Overall.Recall.Value,
            manifest.Evaluation.Overall.Precision.Value,
            manifest.Evaluation.Overall.RocAuc.Value,
            manifest.Decision.Outcome,
            manifest.Decision.Reason,
            ModelQuality.Of(manifest.Evaluation.Overall)
        )
        {
            SetAsideRows = manifest.Decision.Dataset.FaultyRows,
            SetAside = manifest.Decision.Dataset.SetAside,
        };
}

/// <summary>The measures that versions are told apart by, on hold-out patients, with 95 % intervals.</summary>
internal sealed record ModelQuality(Estimate Recall, Estimate Precision, Estimate RocAuc, Estimate Brier, Estimate CalibrationSlope)
{
    /// <summary>Of all measures those.</summary>
    public static ModelQuality Of(Performance p) => new(p.Recall, p.Precision, p.RocAuc, p.Brier, p.CalibrationSlope);
}

/// <summary>
/// Two versions side by side. Their measures are each on its own hold-out patients: only a paired comparison, as a training makes it,
/// decides.
/// </summary>
/// <param name="One">The first.</param>
/// <param name="Other">The second.</param>
/// <param name="Measures">Each measure of both.</param>
/// <param name="Settings">Settings that differ, by name.</param>
/// <param name="DatasetsOnlyInOne">Uploads that only the first was trained on.</param>
/// <param name="DatasetsOnlyInOther">Uploads that only the second was trained on.</param>
/// <param name="Lineage">Where each comes from.</param>
/// <param name="Curves">What is drawn of each.</param>
internal sealed record ModelComparison(
    ModelSummary One,
    ModelSummary Other,
    IReadOnlyList<MeasureOfTwo> Measures,
    IReadOnlyDictionary<string, SettingOfTwo> Settings,
    IReadOnlyList<string> DatasetsOnlyInOne,
    IReadOnlyList<string> DatasetsOnlyInOther,
    LineageOfTwo Lineage,
    CurvesOfTwo Curves)
{
    /// <summary>Compares two manifests.</summary>
    public static ModelComparison Of(Manifest one, Manifest other) => new(
        ModelSummary.Of(one),
        ModelSummary.Of(other),
        MeasuresOf(one.Evaluation.Overall, other.Evaluation.Overall),
        one.Parameters.Keys.Union(other.Parameters.Keys).Order(StringComparer.Ordinal)
            .Select(key => (key, setting: new SettingOfTwo(one.Parameters.GetValueOrDefault(key), other.Parameters.GetValueOrDefault(key))))
            .Where(pair => pair.setting.One != pair.setting.Other)
            .ToDictionary(pair => pair.key, pair => pair.setting),
        OnlyIn(one, other),
        OnlyIn(other, one),
        new LineageOfTwo(one.Lineage, other.Lineage),
        new CurvesOfTwo(one.Evaluation.Curves, other.Evaluation.Curves));

    private static MeasureOfTwo[] MeasuresOf(Performance a, Performance b) =>
    [
        new("recall", a.Recall, b.Recall),
        new("precision", a.Precision, b.Precision),
        new("specificity", a.Specificity, b.Specificity),
        new("roc_auc", a.RocAuc, b.RocAuc),
        new("average_precision", a.AveragePrecision, b.AveragePrecision),
        new("brier", a.Brier, b.Brier),
        new("log_loss", a.LogLoss, b.LogLoss),
        new("calibration_slope", a.CalibrationSlope, b.CalibrationSlope),
        new("observed_to_expected", a.ObservedToExpected, b.ObservedToExpected),
    ];

    private static string[] OnlyIn(Manifest one, Manifest other) =>
        [.. one.Lineage.Datasets.ExceptBy(other.Lineage.Datasets.Select(d => d.Sha256), d => d.Sha256).Select(d => d.Name)];
}

/// <summary>A measure of both.</summary>
internal sealed record MeasureOfTwo(string Name, Estimate One, Estimate Other);

/// <summary>A setting of both; null where one has no such setting.</summary>
internal sealed record SettingOfTwo(string? One, string? Other);

/// <summary>The lineage of both.</summary>
internal sealed record LineageOfTwo(Lineage One, Lineage Other);

/// <summary>The curves of both, each on its own hold-out patients.</summary>
internal sealed record CurvesOfTwo(EvaluationCurves One, EvaluationCurves Other);
