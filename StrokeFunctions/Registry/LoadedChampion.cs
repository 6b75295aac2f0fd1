using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>The champion while a dataset is worked on: what a challenger is compared with.</summary>
/// <param name="State">The aliases as they were read: a promotion rests on them.</param>
/// <param name="Serving">The champion with whom it was trained on; null if there is none, or none that this program can use.</param>
internal sealed record LoadedChampion(AliasState State, LoadedModel? Serving)
{
    /// <summary>Its version; null if there is none.</summary>
    public string? Version => State.Aliases.Champion;

    /// <summary>Reads it. A champion that can't be used is no rival: the next model is judged as a first one.</summary>
    public static async Task<LoadedChampion> LoadAsync(ModelRegistry registry, CancellationToken cancellationToken)
    {
        var state = await registry.GetAliasesAsync(cancellationToken);
        if (state.Aliases.Champion is not { } version) return new LoadedChampion(state, null);
        try
        {
            var loaded = await LoadedModel.LoadAsync(registry, version, cancellationToken);
            loaded = await loaded.WithBaseAsync(registry, cancellationToken);
            return new LoadedChampion(state, loaded.Base.Patients is null ? null : loaded);
        }
        catch (Exception e) when (e is ModelNotFoundException or CorruptBlobException or InvalidModelException or InvalidDataException)
        {
            return new LoadedChampion(state, null);
        }
    }
}

/// <summary>What was said of a training row by a model that had not seen it.</summary>
/// <param name="Id">The patient's id.</param>
/// <param name="Probability">Calibrated probability of a stroke.</param>
/// <param name="Flagged">Whether it was at or above that model's threshold.</param>
/// <param name="Stroke">What happened.</param>
internal readonly record struct HeldOutPrediction(string Id, double Probability, bool Flagged, bool Stroke)
{
    /// <summary>What a model says of a patient whom it was not trained on.</summary>
    public static HeldOutPrediction Of(in DatasetRow row, StrokeModel model)
    {
        var probability = model.Probability(row.Patient);
        return new HeldOutPrediction(row.Id, probability, probability >= model.Threshold, row.Stroke);
    }
}

/// <summary>What both said of a patient whom neither was trained on.</summary>
/// <param name="Stroke">What happened.</param>
/// <param name="Challenger">The challenger's probability, out of fold.</param>
/// <param name="ChallengerFlagged">Whether the challenger flagged the patient.</param>
/// <param name="Champion">The champion's probability.</param>
/// <param name="ChampionFlagged">Whether the champion flagged the patient.</param>
internal readonly record struct PairedPrediction(
    bool Stroke, double Challenger, bool ChallengerFlagged, double Champion, bool ChampionFlagged);
