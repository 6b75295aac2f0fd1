using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StrokeFunctions.Datasets;
using StrokeFunctions.Model;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>Publishes a challenger with all that is known of it.</summary>
internal sealed class ModelPublication(ModelRegistry registry, ModelRenderers render, IOptions<TrainingOptions> options)
{
    /// <summary>Publishes; the same challenger of the same dataset is the same version.</summary>
    /// <returns>The manifest as it stands in the store.</returns>
    public Task<Manifest> PublishAsync(
        TrainedModel trained,
        TableIndex table,
        NewDataset dataset,
        string? parent,
        RetrainNeeded need,
        PromotionVerdict verdict,
        CancellationToken cancellationToken
    )
    {
        var manifest = new Manifest
        {
            Version = ModelVersion.Name(dataset.Source.LastModified, trained.ModelJson),
            Lineage = new Lineage(table.Datasets, table.Blob, table.Sha256, table.Rows, table.Strokes, parent,
                options.Value.Seed, BuildInfo.Packages, BuildInfo.Commit),
            Parameters = trained.Parameters,
            Candidates = trained.Candidates,
            Evaluation = trained.Evaluation,
            Warnings = trained.Warnings,
            Decision = new Decision(need.Reason, need.Tests, dataset.Comparison, KindOf(verdict), verdict.Reason, verdict.Evidence),
        };
        var files = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [ModelRegistry.ModelFile] = trained.ModelJson,
            [ModelRegistry.CardFile] = Encoding.UTF8.GetBytes(render.Card(manifest)),
            [ModelRegistry.TrainingReportFile] = Encoding.UTF8.GetBytes(render.TrainingReport(manifest)),
            [ModelRegistry.ReferenceFile] = JsonSerializer.SerializeToUtf8Bytes(
                Profile(trained, dataset),
                RegistryJson.Default.ReferenceProfile
            ),
            [ModelRegistry.PatientsFile] = PatientFingerprints.Of(dataset.Rows).ToBytes(),
        };
        return registry.PublishAsync(manifest, files, cancellationToken);
    }

    private static ReferenceProfile Profile(TrainedModel trained, NewDataset dataset) =>
        ReferenceProfile.Of(
            dataset.Rows,
            [.. trained.OuterCrossValidation.Select(prediction => prediction.Probability)],
            StrokeModel.Parse("unpublished", trained.ModelJson)
        );

    private static ModelEventKind KindOf(PromotionVerdict verdict) => verdict switch
    {
        PromoteChallenger => ModelEventKind.Promoted,
        KeepChampion => ModelEventKind.KeptChampion,
        _ => ModelEventKind.Rejected,
    };
}

/// <summary>
/// The pages that are published with a model. Who renders is chosen where the app is put together, so that training knows no HTML.
/// </summary>
/// <param name="Card">The model card.</param>
/// <param name="TrainingReport">The report of the training.</param>
internal sealed record ModelRenderers(Func<Manifest, string> Card, Func<Manifest, string> TrainingReport);
