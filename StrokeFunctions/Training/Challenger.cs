using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// A freshly trained model; where patients have changed, with the layer that the newest ask for: all rows teach it who is at risk, the
/// newest how high the risk is.
/// </summary>
/// <param name="Trained">As it was trained on all rows, or a sample of them.</param>
/// <param name="Adapted">The same under its layer; null where it needs none.</param>
internal sealed record Challenger(TrainedModel Trained, AdaptedModel? Adapted)
{
    /// <summary>Trains and adapts.</summary>
    /// <exception cref="UntrainableRowsException">The rows can't give a model.</exception>
    public static Challenger Train(
        NewDataset dataset,
        LoadedModel? champion,
        DatasetPlan plan,
        TrainingOptions options,
        IProgress<TrainingProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var trained = Trainer.Train(dataset.Rows, options, progress, cancellationToken);
        if (champion is null || plan.Window(champion) is not { SinceAChange: true, Files: { } window })
            return new Challenger(trained, null);

        var model = StrokeModel.Parse("unpublished", trained.ModelJson);
        var told = new UnseenPredictions(trained, model);
        UnseenFile[] files =
        [
            .. plan.Files.Select(file =>
                file with { LogOdds = [.. file.Rows.Select(row => ProbabilityScore.Logit(told.Of(row).Probability))] }),
        ];
        files = files[..window.Count];
        var (logOdds, outcomes) = UnseenFile.Join(files);
        var fit = Recalibration.Choose(logOdds, outcomes);
        if (fit.Kind == RecalibrationKind.None || !Performance.IsMeasurable(outcomes.Length, outcomes.Count(stroke => stroke)))
            return new Challenger(trained, null);

        var own = OperatingLayer.Base(model.Threshold);
        var heldOut = new HeldOutCalibration(
            model.Threshold,
            [.. trained.OuterCrossValidation.Select(one => ProbabilityScore.Logit(one.Probability))],
            [.. trained.OuterCrossValidation.Select(one => one.Stroke)]);
        var goal = WorkingPointGoal.Of(options);
        var update = Adaptation.Choose(fit, Adaptation.NewestProbabilities(files, fit), own, heldOut, goal);
        return new Challenger(
            trained, AdaptedModel.Of(model.Document, new UpdateLayer(plan.Change!, update, files), own, heldOut, goal, null, options));
    }

    /// <summary>
    /// Compares it with the champion on patients whom neither was trained on; with the updated champion, if it is to be updated. Both are
    /// predicted while held out, layers included.
    /// </summary>
    public PromotionVerdict Judge(LoadedModel? champion, DatasetPlan plan, NewDataset dataset, TrainingOptions options)
    {
        if (champion is null) return Promotion.DecideFirst(Trained.Evaluation, options.MinPrecisionFor(Trained.Evaluation));
        var updated = plan.Adaptation is UpdateLayer update ? DatasetPlan.AdaptChampion(champion, update, options).HeldOut : null;
        var told = new UnseenPredictions(Trained, StrokeModel.Parse("unpublished", Trained.ModelJson));
        var pairs = plan.Window(champion).Files.SelectMany(file => file.Rows).Select(row => Pair(row, told, updated, champion)).ToArray();
        var minPrecision = options.MinPrecisionFor(pairs.Length == 0 ? 0 : pairs.Average(pair => pair.Stroke ? 1.0 : 0));
        return Promotion.Decide(pairs, minPrecision, options.Seed, options.MaxFlaggedShare);
    }

    private PairedPrediction Pair(
        DatasetRow row,
        UnseenPredictions told,
        IReadOnlyDictionary<string, HeldOutPrediction>? updated,
        LoadedModel champion
    )
    {
        var mine = Adapted is null ? told.Of(row) : Adapted.HeldOut[row.Id];
        var other = updated is null ? champion.Predict(row) : updated[row.Id];
        return new PairedPrediction(row.Stroke, mine.Probability, mine.Flagged, other.Probability, other.Flagged);
    }

    /// <summary>
    /// What a trained model says of a patient unseen: of one it was trained on, what was said while held out; of one whom its sample of the
    /// table left out, what it says itself.
    /// </summary>
    private sealed class UnseenPredictions(TrainedModel trained, StrokeModel model)
    {
        private readonly Dictionary<string, HeldOutPrediction> _heldOut = trained.OuterCrossValidation.ToDictionary(one => one.Id);

        public HeldOutPrediction Of(in DatasetRow row) =>
            _heldOut.TryGetValue(row.Id, out var heldOut) ? heldOut : HeldOutPrediction.Of(row, model);
    }
}
