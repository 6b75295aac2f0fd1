using StrokeFunctions.Data;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>Publishes a challenger with all that is known of it.</summary>
internal sealed class ModelPublication(ModelRegistry registry)
{
    /// <summary>Publishes; the same challenger of the same dataset is the same version.</summary>
    /// <param name="trained">The challenger.</param>
    /// <param name="table">The rows it was trained on.</param>
    /// <param name="rows">The same rows.</param>
    /// <param name="parent">The champion meanwhile; null for the first model.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="ct">Cancels between the writes.</param>
    /// <returns>The manifest as it stands in the store.</returns>
    public Task<Manifest> PublishAsync(
        TrainedModel trained, TableIndex table, IReadOnlyList<DatasetRow> rows, string? parent, int seed, CancellationToken ct)
    {
        var manifest = new Manifest
        {
            Version = ModelVersion.Name(table.Datasets[^1].LastModified, trained.ModelJson),
            Lineage = new Lineage(table.Datasets, table.Blob, table.Sha256, table.Rows, table.Strokes, parent, seed, BuildInfo.Packages, BuildInfo.Commit),
            Parameters = trained.Parameters,
            Evaluation = trained.Evaluation,
            Reference = ReferenceProfile.Of(rows, [.. trained.HeldOut.Select(prediction => prediction.Probability)]),
        };
        var files = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [ModelRegistry.ModelFile] = trained.ModelJson,
            [ModelRegistry.PatientsFile] = PatientFingerprints.Of(rows).ToBytes(),
        };
        return registry.PublishAsync(manifest, files, ct);
    }
}
