using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Keeps a model right when its patients change, without a training: decides from the patients whom it was not trained on
/// whether the risks that it tells have to be shifted, since when, and where its threshold then lies. A function of its arguments.
/// docs/updating.md explains the rules, their error rates and their sources.
/// </summary>
internal static class Adaptation
{
    /// <summary>A threshold is chosen over at least so many of the newest patients: who they are matters, not what happened to
    /// them.</summary>
    public const int MinPatientsForThreshold = 500;

    /// <summary>
    /// An update is estimated anew with each file since the change, and published when the odds moved by this much (their logarithm): what
    /// is less changes the precision by less than a tenth, and every version asks people to look.
    /// </summary>
    public const double MaterialMove = 0.15;

    /// <summary>A flatter slope together with more strokes is what wrongly coded outcomes look like.</summary>
    private const double MinSlopeWithMoreStrokes = 0.8;

    /// <summary>Decides.</summary>
    /// <param name="files">The patients unseen by the base, by file, the newest first, with the base's log odds.</param>
    /// <param name="serving">What serves: the base itself, or an update of it.</param>
    /// <param name="heldOut">The base's own hold-out predictions.</param>
    /// <param name="goal">What the threshold has to reach.</param>
    /// <param name="confirmed">Whether a person has confirmed the newest file's outcomes.</param>
    public static AdaptationPlan Decide(
        IReadOnlyList<UnseenFile> files,
        ServingLayer serving,
        HeldOutCalibration heldOut,
        WorkingPointGoal goal,
        bool confirmed = false
    )
    {
        // What an update was made for does not hold before its own change.
        var since = files.TakeWhile(file => serving.Since is not { } from || file.At >= from).ToArray();
        var change = CalibrationChange.Of([.. since.Select(file => file.Expect(serving.Layer))], serving.Reference);
        if (!change.Found && serving.Layer.IsBase) return new KeepLayer(change, "no change against what is expected is shown.");

        var window = since[..(change.Found ? change.Files : Math.Min(since.Length, CalibrationChange.MaxFiles))];
        var (logOdds, outcomes) = UnseenFile.Join(window);
        var strokes = outcomes.Count(stroke => stroke);
        if (!Performance.IsMeasurable(outcomes.Length, strokes))
        {
            return new KeepLayer(
                change,
                $"with {strokes} strokes among {outcomes.Length} patients since the change nothing can be estimated yet."
            );
        }

        var fit = Recalibration.Choose(logOdds, outcomes);
        if (!confirmed && change.Intercept > 0 && fit is { Kind: RecalibrationKind.Slope, Slope: < MinSlopeWithMoreStrokes })
        {
            return new AskForCodes(
                change,
                $"there are more strokes than expected, and they follow the model's risks less than before (slope {fit.Slope:0.00}): "
                    + $"outcomes that are coded wrongly look so."
            );
        }

        if (fit.Kind == RecalibrationKind.None && serving.Layer.IsBase)
            return new KeepLayer(change, "the closed test shows no change against the base.");

        var update = Choose(fit, NewestProbabilities(files, fit), serving.Layer, heldOut, goal);
        var moved = Math.Abs(MeanShift(update.Layer, serving.Layer, logOdds));
        AdaptationPlan plan = !change.Found && moved < MaterialMove
            ? new KeepLayer(
                change,
                $"estimated anew, the odds would move by a factor of {Math.Exp(moved):0.00}: too little to matter."
            )
            : new UpdateLayer(change, update, window);
        var fails = Failure(change, serving, fit, LackOfFit.Of(logOdds, outcomes, fit, heldOut.LogOdds, heldOut.Outcomes));
        return plan with { Failure = fails is null ? null : new CalibrationFailure(fails, window[^1].At) };
    }

    /// <summary>Why an update of the layer is not enough, so that a new model has to be trained; null if it is.</summary>
    private static string? Failure(CalibrationChange change, ServingLayer serving, Recalibration fit, LackOfFit lack)
    {
        // Where the base holds as it was trained, there is nothing that a training would mend.
        if (fit.Kind == RecalibrationKind.None) return null;
        if (fit.Kind == RecalibrationKind.Slope && fit.Slope <= Recalibration.MinSlope)
            return $"strokes hardly follow the model's risks any more (slope {fit.Slope:0.00} at most).";
        if (lack.Found)
        {
            return $"no intercept and slope makes the risks right: strokes differ from them in {lack.Groups} groups of like risk "
                + $"(p {lack.PValue:0.0000}).";
        }

        return change.Found && !serving.Layer.IsBase ? "strokes have changed again since the risks were last updated." : null;
    }

    /// <summary>
    /// The threshold of a recalibration with its price: between the lowest that keeps the goal by the probabilities of the newest patients,
    /// and, twice as near, the lowest that keeps it by the outcomes of the hold-out ones, on the scale of log odds. The first knows who
    /// comes, and trusts the model where it overrates the likeliest; the second has counted those, and rests on few. Where no threshold
    /// reaches the goal, the one that flags as many as before.
    /// </summary>
    public static LayerUpdate Choose(
        Recalibration fit, double[] probabilities, OperatingLayer serving, HeldOutCalibration heldOut, WorkingPointGoal goal)
    {
        // The old threshold on the new scale: the same patients are flagged.
        var before = WorkingPoint.At(ProbabilityScore.Logistic(fit.Apply(serving.ThresholdAsBaseLogOdds)), probabilities);
        var minPrecision = goal.PrecisionFor(probabilities.Average());
        if (fit.Kind == RecalibrationKind.None)
        {
            // Where nothing of the base is to change, nothing of it changes: its own threshold serves again, within what may be flagged.
            var own = WorkingPoint.At(heldOut.Threshold, probabilities);
            if (own.FlaggedShare > goal.MaxFlaggedShare) own = WorkingPoint.Largest(probabilities, goal.MaxFlaggedShare);
            return new LayerUpdate(OperatingLayer.Base(own.Threshold), before, own, own.Precision >= minPrecision);
        }

        var reached = WorkingPoint.Lowest(probabilities, minPrecision, goal.MaxFlaggedShare);
        if (reached is not null && heldOut.LowestThreshold(fit, minPrecision) is { } counted)
        {
            var between = (ProbabilityScore.Logit(reached.Threshold) + (2 * ProbabilityScore.Logit(counted))) / 3;
            var middle = WorkingPoint.At(ProbabilityScore.Logistic(between), probabilities);
            if (middle.FlaggedShare > 0 && middle.FlaggedShare <= goal.MaxFlaggedShare) reached = middle;
        }

        var after = reached ?? (before.FlaggedShare > goal.MaxFlaggedShare
            ? WorkingPoint.Largest(probabilities, goal.MaxFlaggedShare)
            : WorkingPoint.OfShare(probabilities, before.FlaggedShare));
        return new LayerUpdate(new OperatingLayer(fit.Kind, fit.Intercept, fit.Slope, after.Threshold), before, after, reached is not null);
    }

    /// <summary>
    /// What a recalibration says of the newest patients, at least <see cref="MinPatientsForThreshold"/> of them where there are as many.
    /// </summary>
    public static double[] NewestProbabilities(IReadOnlyList<UnseenFile> files, Recalibration fit)
    {
        var newest = new List<double>();
        foreach (var file in files)
        {
            newest.AddRange(file.LogOdds.Select(l => ProbabilityScore.Logistic(fit.Apply(l))));
            if (newest.Count >= MinPatientsForThreshold) break;
        }

        return [.. newest];
    }

    /// <summary>How far two layers are apart for a typical stroke.</summary>
    private static double MeanShift(OperatingLayer layer, OperatingLayer other, double[] logOdds)
    {
        double sum = 0, weights = 0;
        foreach (var l in logOdds)
        {
            var (a, b) = (layer.Apply(l), other.Apply(l));
            var p = ProbabilityScore.Logistic(b);
            sum += p * (1 - p) * (a - b);
            weights += p * (1 - p);
        }

        return weights > 0 ? sum / weights : 0;
    }
}
