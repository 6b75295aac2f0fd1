using StrokeFunctions.Model;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Monitoring;

/// <summary>The model that a window is measured with: the champion, or for a dataset the last champion before it was trained on.</summary>
/// <param name="Model">The scorer.</param>
/// <param name="Profile">What its training rows looked like.</param>
/// <param name="Evaluation">Its held-out quality; null if the manifest has none.</param>
/// <param name="Trained">Fingerprints of its training rows; null if it keeps none.</param>
/// <param name="IsChampion">Whether it serves now.</param>
/// <param name="Note">Why this one, if the champion was trained on the window.</param>
internal sealed record ReferenceModel(
    StrokeModel Model, ReferenceProfile Profile, Evaluation? Evaluation, PatientFingerprints? Trained, bool IsChampion, string? Note)
{
    /// <summary>Loads the model; null if there is no champion, or none with a profile.</summary>
    /// <param name="models">The registry.</param>
    /// <param name="dataset">The dataset that is to be measured; null for scored patients.</param>
    /// <param name="ct">Cancels between reads.</param>
    public static async Task<ReferenceModel?> LoadAsync(ModelRegistry models, BlobEntry? dataset, CancellationToken ct)
    {
        if ((await models.GetAliasesAsync(ct)).Aliases.Champion is not { } champion) return null;
        var manifest = await models.GetManifestAsync(champion, ct);
        string? note = null;
        if (dataset is not null && WasTrainedOn(manifest, dataset))
        {
            var before = await BeforeAsync(models, manifest, dataset, ct);
            note = before is null
                ? $"The champion was trained on {dataset.Name} itself, and there was no model before it: nothing in the file is new to it."
                : $"The champion {champion} was trained on {dataset.Name}; measured is the model before it, which had not seen the file.";
            manifest = before ?? manifest;
        }

        if (manifest.Reference is not { } profile) return null;
        var trained = manifest.Files.ContainsKey(ModelRegistry.PatientsFile)
            ? PatientFingerprints.Parse((await models.ReadFileAsync(manifest.Version, ModelRegistry.PatientsFile, ct)).Span)
            : null;
        return new ReferenceModel(await models.LoadModelAsync(manifest.Version, ct), profile, manifest.Evaluation, trained, manifest.Version == champion, note);
    }

    private static async Task<Manifest?> BeforeAsync(ModelRegistry models, Manifest manifest, BlobEntry dataset, CancellationToken ct)
    {
        var before = manifest;
        while (before is not null && WasTrainedOn(before, dataset))
        {
            before = before.Lineage.Parent is { } parent ? await models.FindManifestAsync(parent, ct) : null;
        }

        return before;
    }

    private static bool WasTrainedOn(Manifest manifest, BlobEntry dataset) =>
        manifest.Lineage.Datasets.Any(d => d.Name == dataset.Name && d.ETag == dataset.ETag);
}
