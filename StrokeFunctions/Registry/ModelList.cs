namespace StrokeFunctions.Registry;

/// <summary>The model versions and which of them serves, for people and programs.</summary>
/// <param name="Champion">The version that serves; null before the first.</param>
/// <param name="Previous">The one that served before.</param>
/// <param name="Pinned">Whether automatic promotion is off.</param>
/// <param name="Tags">Names that people gave to versions.</param>
/// <param name="Models">Each version, newest first.</param>
internal sealed record ModelList(
    string? Champion, string? Previous, bool Pinned, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<ModelSummary> Models);

/// <summary>The most important of a manifest. The measures are those on held-out patients.</summary>
/// <param name="Version">The version.</param>
/// <param name="CreatedAt">When it was published, UTC.</param>
/// <param name="Dataset">The upload that led to it.</param>
/// <param name="Patients">How many patients it was trained on.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Recall">Share of the strokes that are flagged.</param>
/// <param name="Precision">Share of the flagged that have a stroke.</param>
/// <param name="AreaUnderRocCurve">Chance that a stroke is ranked above a patient without one.</param>
/// <param name="Decision">What its training decided of it; a promotion by hand, or a pin, is in the event log.</param>
/// <param name="Reason">Why.</param>
internal sealed record ModelSummary(
    string Version, DateTimeOffset CreatedAt, string? Dataset, int Patients, int Strokes, double? Recall, double? Precision, double? AreaUnderRocCurve,
    ModelEventKind? Decision, string? Reason)
{
    /// <summary>The summary of a manifest.</summary>
    public static ModelSummary Of(Manifest manifest) => new(
        manifest.Version, manifest.CreatedAt, manifest.Lineage.Datasets is [.., var last] ? last.Name : null, manifest.Lineage.Rows, manifest.Lineage.Strokes,
        manifest.Evaluation?.Overall.Recall.Value, manifest.Evaluation?.Overall.Precision.Value, manifest.Evaluation?.Overall.AreaUnderRocCurve.Value,
        manifest.Decision?.Outcome, manifest.Decision?.Reason);
}
