using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StrokeFunctions.Datasets;
using StrokeFunctions.Model;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Publishes a challenger, or an update of the champion, with all that is known of it.</summary>
internal sealed class ModelPublication(ModelRegistry registry, ModelRenderers render, IOptions<TrainingOptions> options)
{
    /// <summary>Publishes; the same challenger of the same dataset is the same version.</summary>
    /// <returns>The manifest as it stands in the store.</returns>
    public Task<Manifest> PublishAsync(
        Challenger challenger,
        TableIndex table,
        NewDataset dataset,
        string? parent,
        DatasetPlan plan,
        PromotionVerdict verdict,
        CancellationToken cancellationToken
    )
    {
        var (trained, adapted) = (challenger.Trained, challenger.Adapted);
        var json = adapted?.ModelJson ?? trained.ModelJson;
        var manifest = new Manifest
        {
            Version = ModelVersion.Name(dataset.Source.LastModified, json),
            Lineage = new Lineage(table.Datasets, table.Blob, table.Sha256, table.Rows, table.Strokes, parent,
                options.Value.Seed, BuildInfo.Packages, BuildInfo.Commit)
            {
                Sample = dataset.Sample,
            },
            Parameters = WithThreshold(trained.Parameters, json),
            Candidates = trained.Candidates,
            Evaluation = adapted?.Evaluation ?? trained.Evaluation,
            Warnings = Promotion.LooksLikeALeak(verdict.Evidence)
                ? [.. trained.Warnings, $"It looks like a leak, and is not promoted by itself: {verdict.Reason} A person can promote it."]
                : trained.Warnings,
            Update = UpdateKind.Refit,
            Layer = adapted?.Layer,
            Decision = new Decision(
                plan.TrainBecause ?? "", plan.Change, dataset.Comparison, KindOf(verdict), verdict.Reason, verdict.Evidence),
        };
        var reference = adapted?.Reference ?? ReferenceProfile.Of(
            dataset.Rows,
            [.. trained.OuterCrossValidation.Select(prediction => prediction.Probability)],
            StrokeModel.Parse("unpublished", json)
        );
        return PublishAsync(manifest, json, reference, PatientFingerprints.Of(dataset.Rows), cancellationToken);
    }

    /// <summary>Publishes an update of the champion. Its reference is the patients since the change, on whom it was calibrated.</summary>
    public Task<Manifest> PublishUpdateAsync(
        AdaptedModel adapted,
        LoadedModel champion,
        UpdateLayer update,
        TableIndex table,
        NewDataset dataset,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var basis = champion.Base.Manifest;
        var window = update.Window.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var manifest = new Manifest
        {
            Version = ModelVersion.Name(dataset.Source.LastModified, adapted.ModelJson),
            Lineage = basis.Lineage with
            {
                Datasets = [.. table.Datasets.Where(one => basis.Lineage.Datasets.Contains(one) || window.Contains(one.Name))],
                Parent = champion.Model.Version,
                Packages = BuildInfo.Packages,
                Commit = BuildInfo.Commit,
            },
            Parameters = WithThreshold(basis.Parameters, adapted.ModelJson),
            Evaluation = adapted.Evaluation,
            Update = update.Update.Layer.Kind switch
            {
                RecalibrationKind.Intercept => UpdateKind.Intercept,
                RecalibrationKind.Slope => UpdateKind.Slope,
                _ => UpdateKind.None,
            },
            Layer = adapted.Layer,
            Warnings = update.Update.GoalReached
                ? []
                : ["No threshold reaches the precision asked for: as many patients are flagged as before."],
            Decision = new Decision(
                update.Change.InWords(), update.Change, dataset.Comparison, ModelEventKind.Promoted, reason, null),
        };
        var known = champion.Base.Patients!.With([.. update.Window.SelectMany(file => file.Rows)]);
        return PublishAsync(manifest, adapted.ModelJson, adapted.Reference, known, cancellationToken);
    }

    private Task<Manifest> PublishAsync(
        Manifest manifest, byte[] model, ReferenceProfile reference, PatientFingerprints patients, CancellationToken cancellationToken) =>
        registry.PublishAsync(
            manifest,
            new Dictionary<string, ReadOnlyMemory<byte>>
            {
                [ModelRegistry.ModelFile] = model,
                [ModelRegistry.CardFile] = Encoding.UTF8.GetBytes(render.Card(manifest)),
                [ModelRegistry.TrainingReportFile] = Encoding.UTF8.GetBytes(render.TrainingReport(manifest)),
                [ModelRegistry.ReferenceFile] = JsonSerializer.SerializeToUtf8Bytes(reference, RegistryJson.Default.ReferenceProfile),
                [ModelRegistry.PatientsFile] = patients.ToBytes(),
            },
            cancellationToken
        );

    private static SortedDictionary<string, string> WithThreshold(IReadOnlyDictionary<string, string> parameters, byte[] json) =>
        new(parameters.ToDictionary(), StringComparer.Ordinal)
        {
            ["threshold"] = $"{StrokeModel.Parse("unpublished", json).Threshold:R}",
        };

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
