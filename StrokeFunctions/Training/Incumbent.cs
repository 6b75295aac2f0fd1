using StrokeFunctions.Data;
using StrokeFunctions.Model;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>The champion while a dataset is worked on.</summary>
/// <param name="State">The aliases as they were read: a promotion rests on them.</param>
/// <param name="Serving">The champion with what is known of it; null if there is none, or none that this program can use.</param>
internal sealed record Incumbent(AliasState State, ServingModel? Serving)
{
    /// <summary>Its version; null if there is none.</summary>
    public string? Version => State.Aliases.Champion;

    /// <summary>Reads it. A champion that can't be used is no rival: the next model is judged as a first one.</summary>
    public static async Task<Incumbent> LoadAsync(ModelRegistry registry, CancellationToken ct)
    {
        var state = await registry.GetAliasesAsync(ct);
        if (state.Aliases.Champion is not { } version) return new Incumbent(state, null);
        try
        {
            var manifest = await registry.GetManifestAsync(version, ct);
            if (manifest.Evaluation is not { } evaluation) return new Incumbent(state, null);
            var model = await registry.LoadModelAsync(version, ct);
            var patients = PatientFingerprints.Parse((await registry.ReadFileAsync(version, ModelRegistry.PatientsFile, ct)).Span);
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

    /// <summary>It and a challenger on the patients whom it was not trained on. The challenger's predictions are out of fold, in the order of the rows.</summary>
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
