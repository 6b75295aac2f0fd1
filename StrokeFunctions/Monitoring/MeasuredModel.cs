using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Monitoring;

/// <summary>The model that a window is measured with: the champion, or for a dataset the last champion before it was trained on.</summary>
/// <param name="Loaded">The model, with whom it was trained on.</param>
/// <param name="Reference">What its training rows looked like.</param>
/// <param name="IsChampion">Whether it serves now.</param>
/// <param name="Note">Why this one, if the champion was trained on the window.</param>
internal sealed record MeasuredModel(LoadedModel Loaded, ReferenceProfile Reference, bool IsChampion, string? Note)
{
    /// <summary>Loads the model; null if there is no champion, or none with a profile.</summary>
    /// <param name="models">The registry.</param>
    /// <param name="dataset">The dataset that is to be measured; null for scored patients.</param>
    /// <param name="cancellationToken">Cancels between reads.</param>
    public static async Task<MeasuredModel?> LoadAsync(ModelRegistry models, BlobEntry? dataset, CancellationToken cancellationToken)
    {
        if ((await models.GetAliasesAsync(cancellationToken)).Aliases.Champion is not { } champion) return null;
        var manifest = await models.GetManifestAsync(champion, cancellationToken);
        string? note = null;
        if (dataset is not null && WasTrainedOn(manifest, dataset))
        {
            var before = await BeforeAsync(models, manifest, dataset, cancellationToken);
            note = before is null
                ? $"The champion was trained on {dataset.Name} itself, and there was no model before it: nothing in the file is new to it."
                : $"The champion {champion} was {(manifest.Layer is { Base: not null } ? "updated for" : "trained on")} {dataset.Name}; "
                    + "measured is the model before it, which had not seen the file.";
            manifest = before ?? manifest;
        }

        var loaded = await LoadedModel.LoadAsync(models, manifest, cancellationToken);
        loaded = await loaded.WithBaseAsync(models, cancellationToken);
        if (loaded.Reference is not { } reference) return null;
        return new MeasuredModel(loaded, reference, manifest.Version == champion, note);
    }

    private static async Task<Manifest?> BeforeAsync(
        ModelRegistry models,
        Manifest manifest,
        BlobEntry dataset,
        CancellationToken cancellationToken
    )
    {
        var before = manifest;
        while (before is not null && WasTrainedOn(before, dataset))
        {
            before = before.Lineage.Parent is { } parent ? await models.FindManifestAsync(parent, cancellationToken) : null;
        }

        return before;
    }

    private static bool WasTrainedOn(Manifest manifest, BlobEntry dataset) =>
        manifest.Lineage.Datasets.Any(d => d.Name == dataset.Name && d.ETag == dataset.ETag);
}
