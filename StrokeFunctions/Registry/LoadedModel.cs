using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>The champion while a dataset is worked on.</summary>
/// <param name="State">The aliases as they were read: a promotion rests on them.</param>
/// <param name="Serving">The champion with what is known of it; null if there is none, or none that this program can use.</param>
internal sealed record Incumbent(AliasState State, ServingModel? Serving)
{
    /// <summary>Its version; null if there is none.</summary>
    public string? Version => State.Aliases.Champion;

    /// <summary>Reads it. A champion that can't be used is no rival: the next model is judged as a first one.</summary>
    public static async Task<Incumbent> LoadAsync(ModelRegistry registry, CancellationToken cancellationToken)
    {
        var state = await registry.GetAliasesAsync(cancellationToken);
        if (state.Aliases.Champion is not { } version) return new Incumbent(state, null);
        try
        {
            var manifest = await registry.GetManifestAsync(version, cancellationToken);
            if (manifest.Evaluation is not { } evaluation) return new Incumbent(state, null);
            var model = await registry.LoadModelAsync(version, cancellationToken);
            var patients = PatientFingerprints.Parse(
                (await registry.ReadFileAsync(version, ModelRegistry.PatientsFile, cancellationToken)).Span
            );
            return new Incumbent(state, new ServingModel(model, evaluation, patients));
        }
        catch (Exception e) when (e is ModelNotFoundException or CorruptBlobException or InvalidModelException or InvalidDataException)
        {
            return new Incumbent(state, null);
        }
    }
}

/// <summary>A champion that can be used.</summary>
/// <param name="Model">Its scorer.</param>
/// <param name="Evaluation">Its held-out quality.</param>
/// <param name="Patients">Whom it was trained on.</param>
internal sealed record ServingModel(StrokeModel Model, Evaluation Evaluation, PatientFingerprints Patients)
{
    /// <summary>Whether it was trained on a patient, whatever the values were then.</summary>
    public bool Knows(in DatasetRow row) => Patients.KnowsPatient(PatientFingerprints.OfPatient(row.Id));

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
    /// <param name="cancellationToken">Cancels between reads.</param>
    public static async Task<ReferenceModel?> LoadAsync(ModelRegistry models, BlobEntry? dataset, CancellationToken cancellationToken)
    {
        if ((await models.GetAliasesAsync(cancellationToken)).Aliases.Champion is not { } champion) return null;
        var manifest = await models.GetManifestAsync(champion, cancellationToken);
        string? note = null;
        if (dataset is not null && WasTrainedOn(manifest, dataset))
        {
            var before = await BeforeAsync(models, manifest, dataset, cancellationToken);
            note = before is null
                ? $"The champion was trained on {dataset.Name} itself, and there was no model before it: nothing in the file is new to it."
                : $"The champion {champion} was trained on {dataset.Name}; measured is the model before it, which had not seen the file.";
            manifest = before ?? manifest;
        }

        if (manifest.Reference is not { } profile) return null;
        var trained = manifest.Files.ContainsKey(ModelRegistry.PatientsFile)
            ? PatientFingerprints.Parse((await models.ReadFileAsync(manifest.Version, ModelRegistry.PatientsFile, cancellationToken)).Span)
            : null;
        return new ReferenceModel(
            await models.LoadModelAsync(manifest.Version, cancellationToken),
            profile,
            manifest.Evaluation,
            trained,
            manifest.Version == champion,
            note
        );
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

/// <summary>What was said of a training row by a model that had not seen it.</summary>
/// <param name="Id">The patient's id.</param>
/// <param name="Probability">Calibrated probability of a stroke.</param>
/// <param name="Flagged">Whether it was at or above that model's threshold.</param>
/// <param name="Stroke">What happened.</param>
internal readonly record struct HeldOutPrediction(string Id, double Probability, bool Flagged, bool Stroke);

/// <summary>What both said of a patient whom neither was trained on.</summary>
/// <param name="Stroke">What happened.</param>
/// <param name="Challenger">The challenger's probability, out of fold.</param>
/// <param name="ChallengerFlagged">Whether the challenger flagged the patient.</param>
/// <param name="Champion">The champion's probability.</param>
/// <param name="ChampionFlagged">Whether the champion flagged the patient.</param>
internal readonly record struct PairedPrediction(
    bool Stroke, double Challenger, bool ChallengerFlagged, double Champion, bool ChampionFlagged);
