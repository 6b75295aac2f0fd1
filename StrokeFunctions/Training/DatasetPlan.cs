using System.Text.Json;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>What a dataset asks for, decided before anything is written: a training, an update of the champion, or nothing.</summary>
/// <param name="Adaptation">What is to become of the champion's layer; null without a champion, or with training switched off.</param>
/// <param name="Files">The patients unseen by the champion's base, by file, the newest first.</param>
/// <param name="TrainBecause">Why a model is trained; null if none is.</param>
/// <param name="Look">Which comparison with the champion that leads to; null without a champion.</param>
/// <param name="Reason">Why nothing is done, if so.</param>
internal sealed record DatasetPlan(
    AdaptationPlan? Adaptation, IReadOnlyList<UnseenFile> Files, string? TrainBecause, ComparisonLook? Look, string Reason)
{
    /// <summary>Whether strokes have changed against what the champion expects; null without a champion.</summary>
    public CalibrationChange? Change => Adaptation?.Change;

    /// <summary>Decides.</summary>
    public static DatasetPlan Of(NewDataset dataset, LoadedChampion champion, ModelHistory history, TrainingOptions options, bool confirmed)
    {
        if (champion.Version is null) return First("there is no model yet.");
        if (champion.Serving is not { } serving) return First($"the champion {champion.Version} can't be used by this program.");

        UnseenFile[] files =
        [
            .. UnseenPatients.ByDataset(dataset.Merge.Rows, dataset.Merge.Datasets, serving.Base, options.MaxRows, options.Seed)
                .Select(one => UnseenFile.Of(one, serving.Base.Model)),
        ];
        var adaptation = Training.Adaptation.Decide(
            files, ServingLayer.Of(serving), HeldOutCalibration.Of(serving.Base), WorkingPointGoal.Of(options), confirmed);
        if (options.Retrain == RetrainMode.Never)
            return new DatasetPlan(new KeepLayer(adaptation.Change, ""), files, null, null, "training is switched off (Training__Retrain "
                + "is never).");

        var (look, due) = NextLook(serving.Base, files, history, options.RetrainAfterShare, adaptation.Failure);
        var because = options.Retrain == RetrainMode.Always ? "every dataset leads to a training (Training__Retrain is always)." : due;
        var reason = files.Length == 0
            ? "every patient of the file is known to the champion: it tells nothing about new ones."
            : adaptation.Change.InWords() + (adaptation is KeepLayer keep ? $" Nothing was changed: {keep.Reason}" : "");
        return new DatasetPlan(adaptation, files, because, because is null ? null : look, reason);

        static DatasetPlan First(string because) => new(null, [], because, null, "");
    }

    /// <summary>The champion with the layer that is planned.</summary>
    public static AdaptedModel AdaptChampion(LoadedModel champion, UpdateLayer update, TrainingOptions options) => AdaptedModel.Of(
        champion.Base.Model.Document,
        update,
        ServingLayer.Of(champion).Layer,
        HeldOutCalibration.Of(champion.Base),
        WorkingPointGoal.Of(options),
        champion.Base.Manifest.Version,
        options);

    /// <summary>
    /// The files on which models are compared: those since the change, for what held before holds no longer; without a change, all.
    /// </summary>
    public (IReadOnlyList<UnseenFile> Files, bool SinceAChange) Window(LoadedModel champion)
    {
        if (Adaptation is UpdateLayer update) return (update.Window, true);
        return ServingLayer.Of(champion).Since is { } since ? ([.. Files.TakeWhile(file => file.At >= since)], true) : (Files, false);
    }

    /// <summary>
    /// A comparison is due when the table holds enough more strokes than at the last one, or than the base was trained on: strokes are
    /// what is learned from, and looks that come in a geometric row don't add up their errors. Where an update can't make the risks right,
    /// it is due at once, and once for each change.
    /// </summary>
    private static (ComparisonLook Look, string? Due) NextLook(
        LoadedModel model, IReadOnlyList<UnseenFile> files, ModelHistory history, double afterShare, CalibrationFailure? failure)
    {
        var (last, at) = history.Events.Select(e => (Look: LookOf(e.Evidence), e.At))
            .LastOrDefault(one => one.Look?.Base == model.Manifest.Version);
        var trained = model.Manifest.Lineage.Strokes;
        var strokes = trained + files.Sum(file => file.Strokes);
        var before = last?.Strokes ?? trained;
        var due = strokes >= (1 + afterShare) * before
            ? $"there are {strokes} strokes to learn from, {before} at the last training or comparison: at least {afterShare * 100:0} % "
                + "more."
            : failure is not null && (last is null || at < failure.Since) ? $"an update is not enough: {failure.Reason}"
            : null;
        return (new ComparisonLook((last?.Number ?? 0) + 1, model.Manifest.Version, strokes), due);
    }

    private static ComparisonLook? LookOf(JsonElement? evidence) =>
        evidence is { ValueKind: JsonValueKind.Object } numbers && numbers.TryGetProperty("look", out var look)
            ? look.Deserialize(RegistryJson.Default.ComparisonLook)
            : null;
}
