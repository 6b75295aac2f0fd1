using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>Two versions side by side. Their measures are each on its own held-out patients: only a paired comparison, as a training makes it, decides.</summary>
/// <param name="One">The first.</param>
/// <param name="Other">The second.</param>
/// <param name="Measures">Each measure of both; empty unless both have an evaluation.</param>
/// <param name="Settings">Settings that differ, by name.</param>
/// <param name="DatasetsOnlyInOne">Uploads that only the first was trained on.</param>
/// <param name="DatasetsOnlyInOther">Uploads that only the second was trained on.</param>
internal sealed record ModelComparison(
    ModelSummary One,
    ModelSummary Other,
    IReadOnlyList<MeasureOfTwo> Measures,
    IReadOnlyDictionary<string, SettingOfTwo> Settings,
    IReadOnlyList<string> DatasetsOnlyInOne,
    IReadOnlyList<string> DatasetsOnlyInOther)
{
    /// <summary>Compares two manifests.</summary>
    public static ModelComparison Of(Manifest one, Manifest other) => new(
        ModelSummary.Of(one),
        ModelSummary.Of(other),
        one.Evaluation is { } a && other.Evaluation is { } b ? MeasuresOf(a.Overall, b.Overall) : [],
        one.Parameters.Keys.Union(other.Parameters.Keys).Order(StringComparer.Ordinal)
            .Select(key => (key, setting: new SettingOfTwo(one.Parameters.GetValueOrDefault(key), other.Parameters.GetValueOrDefault(key))))
            .Where(pair => pair.setting.One != pair.setting.Other)
            .ToDictionary(pair => pair.key, pair => pair.setting),
        OnlyIn(one, other),
        OnlyIn(other, one));

    private static MeasureOfTwo[] MeasuresOf(Performance a, Performance b) =>
    [
        new("recall", a.Recall, b.Recall),
        new("precision", a.Precision, b.Precision),
        new("specificity", a.Specificity, b.Specificity),
        new("area_under_roc_curve", a.AreaUnderRocCurve, b.AreaUnderRocCurve),
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
