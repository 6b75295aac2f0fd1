using System.Text.Json;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>
/// A model version in memory, for scoring, training and monitoring alike. Scoring needs the manifest and the scorer only, which are read at
/// once; what is known of the training rows is read where it is asked for.
/// </summary>
/// <param name="Manifest">What is known of the version.</param>
/// <param name="Model">Its scorer.</param>
internal sealed record LoadedModel(Manifest Manifest, StrokeModel Model)
{
    /// <summary>Fingerprints of the training rows; null if they were not asked for, or the version keeps none.</summary>
    public PatientFingerprints? Patients { get; init; }

    /// <summary>What the training rows looked like; null if it was not asked for, or the version keeps none.</summary>
    public ReferenceProfile? Reference { get; init; }

    /// <summary>Its held-out quality.</summary>
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

    /// <summary>Whether it was trained on a patient, whatever the values were then; false where the fingerprints were not read.</summary>
    public bool Knows(in DatasetRow row) =>
        Patients?.KnowsPatient(PatientFingerprints.OfPatient(row.Id)) ?? false;

    /// <summary>What it says of a patient.</summary>
    public HeldOutPrediction Predict(in DatasetRow row)
    {
        var probability = Model.Probability(row.Patient);
        return new HeldOutPrediction(row.Id, probability, probability >= Model.Threshold, row.Stroke);
    }

    /// <summary>
    /// It and a challenger on the patients whom it was not trained on. The challenger's predictions are out of fold, in the order of the
    /// rows.
    /// </summary>
    public IReadOnlyList<PairedPrediction> Against(IReadOnlyList<HeldOutPrediction> challenger, IReadOnlyList<DatasetRow> rows)
    {
        var pairs = new List<PairedPrediction>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (Knows(row)) continue;
            var (said, mine) = (challenger[i], Predict(row));
            pairs.Add(new PairedPrediction(row.Stroke, said.Probability, said.Flagged, mine.Probability, mine.Flagged));
        }

        return pairs;
    }
}
