using System.Text.Json;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>
/// A model version in memory, for training and monitoring; scoring needs its scorer only. What is known of the training rows is read where
/// it is asked for.
/// </summary>
/// <param name="Manifest">What is known of the version.</param>
/// <param name="Model">Its scorer.</param>
internal sealed record LoadedModel(Manifest Manifest, StrokeModel Model)
{
    /// <summary>Fingerprints of the training rows; null if they were not asked for, or the version keeps none.</summary>
    public PatientFingerprints? Patients { get; init; }

    /// <summary>What the training rows looked like; null if it was not asked for, or the version keeps none.</summary>
    public ReferenceProfile? Reference { get; init; }

    /// <summary>Its hold-out quality.</summary>
    public Evaluation Evaluation => Manifest.Evaluation;

    /// <summary>Reads a version's manifest and scorer.</summary>
    /// <exception cref="ModelNotFoundException">No such version is complete.</exception>
    /// <exception cref="CorruptBlobException">model.json is absent, or not the one that was published.</exception>
    /// <exception cref="InvalidModelException">model.json is as published, but not usable by this program.</exception>
    public static async Task<LoadedModel> LoadAsync(ModelRegistry registry, string version, CancellationToken cancellationToken) =>
        await LoadAsync(registry, await registry.GetManifestAsync(version, cancellationToken), cancellationToken);

    /// <inheritdoc cref="LoadAsync(ModelRegistry, string, CancellationToken)"/>
    public static async Task<LoadedModel> LoadAsync(ModelRegistry registry, Manifest manifest, CancellationToken cancellationToken)
    {
        var json = await registry.ReadFileAsync(manifest, ModelRegistry.ModelFile, cancellationToken);
        return new LoadedModel(manifest, StrokeModel.Parse(manifest.Version, json));
    }

    /// <summary>The same with the fingerprints of its training rows.</summary>
    /// <exception cref="CorruptBlobException">The file is absent, or not the one that was published.</exception>
    public async Task<LoadedModel> WithPatientsAsync(ModelRegistry registry, CancellationToken cancellationToken)
    {
        if (!Manifest.Files.ContainsKey(ModelRegistry.PatientsFile)) return this;
        var bytes = await registry.ReadFileAsync(Manifest, ModelRegistry.PatientsFile, cancellationToken);
        return this with { Patients = PatientFingerprints.Parse(bytes.Span) };
    }

    /// <summary>The same with the profile of its training rows, which a manifest of schema 1 holds itself.</summary>
    /// <exception cref="CorruptBlobException">The file is absent, or not the one that was published.</exception>
    public async Task<LoadedModel> WithReferenceAsync(ModelRegistry registry, CancellationToken cancellationToken)
    {
        if (Manifest.Reference is { } held) return this with { Reference = held };
        if (!Manifest.Files.ContainsKey(ModelRegistry.ReferenceFile)) return this;
        var json = await registry.ReadFileAsync(Manifest, ModelRegistry.ReferenceFile, cancellationToken);
        return this with { Reference = JsonSerializer.Deserialize(json.Span, RegistryJson.Default.ReferenceProfile) };
    }

    /// <summary>Whose members serve: its own, or those of the model that it is an update of, once that was read.</summary>
    public LoadedModel Base => UpdateOf ?? this;

    /// <summary>The model that it is an update of; null for a trained one, or if it was not asked for.</summary>
    public LoadedModel? UpdateOf { get; init; }

    /// <summary>The same with its base, and with what is known of both models' rows.</summary>
    public async Task<LoadedModel> WithBaseAsync(ModelRegistry registry, CancellationToken cancellationToken)
    {
        var loaded = await (await WithPatientsAsync(registry, cancellationToken)).WithReferenceAsync(registry, cancellationToken);
        if (Manifest.Layer?.Base is not { } version) return loaded;
        var basis = await LoadAsync(registry, version, cancellationToken);
        basis = await (await basis.WithPatientsAsync(registry, cancellationToken)).WithReferenceAsync(registry, cancellationToken);
        return loaded with { UpdateOf = basis };
    }

    /// <summary>
    /// Observed and expected strokes of the patients on whom it was calibrated, each predicted while held out: how exactly its own level of
    /// risk is known. Nobody, where it keeps no hold-out predictions; then no change can be told from the model's own error.
    /// </summary>
    public ExpectedOutcomes CalibratedOn() => Manifest.Layer?.Reference ?? Reference?.CalibratedOn() ?? ExpectedOutcomes.None;

    /// <summary>
    /// Whether its members were trained on a patient, whatever the values were then; false where the fingerprints were not read.
    /// </summary>
    public bool Knows(in DatasetRow row) =>
        Base.Patients?.KnowsPatient(PatientFingerprints.OfPatient(row.Id)) ?? false;

    /// <summary>
    /// Whether it was trained on a sample of a table that held this dataset: who of it was not drawn is nobody new, and tells nothing of
    /// what came later.
    /// </summary>
    public bool WasSampledFrom(DatasetSource dataset) =>
        Manifest.Lineage.Sample is not null && Manifest.Lineage.Datasets.Any(one => one.Sha256 == dataset.Sha256);

    /// <summary>What it says of a patient.</summary>
    public HeldOutPrediction Predict(in DatasetRow row) => HeldOutPrediction.Of(row, Model);
}
