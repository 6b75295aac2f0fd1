using StrokeFunctions.Datasets;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
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
    /// is
    /// less changes the precision by less than a tenth, and every version asks people to look.
    /// </summary>
    public const double MaterialMove = 0.15;

    /// <summary>A flatter slope together with more strokes is what wrongly coded outcomes look like.</summary>
    private const double MinSlopeWithMoreStrokes = 0.8;

    /// <summary>Decides.</summary>
    /// <param name="files">The patients unseen by the base, by file, the newest first, with the base's log odds.</param>
    /// <param name="serving">What serves: the base itself, or an update of it.</param>
    /// <param name="heldOut">The base's own held-out predictions.</param>
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
        return !change.Found && moved < MaterialMove
            ? new KeepLayer(
                change,
                $"estimated anew, the odds would move by a factor of {Math.Exp(moved):0.00}: too little to matter."
            )
            : new UpdateLayer(change, update, window);
    }

    /// <summary>
    /// The threshold of a recalibration with its price: halfway, on the scale of log odds, between the lowest that keeps the goal by the
    /// probabilities of the newest patients, and the lowest that keeps it by the outcomes of the held-out ones. The first knows who comes,
    /// and trusts the model where it overrates the likeliest; the second has counted those, and rests on few. Where no threshold reaches
    /// the goal, the one that flags as many as before.
    /// </summary>
    public static LayerUpdate Choose(
        Recalibration fit, double[] probabilities, OperatingLayer serving, HeldOutCalibration heldOut, WorkingPointGoal goal)
    {
        // The old threshold on the new scale: the same patients are flagged.
        var before = WorkingPoint.At(ProbabilityScore.Logistic(fit.Apply(serving.ThresholdAsBaseLogOdds)), probabilities);
        var minPrecision = goal.PrecisionFor(probabilities.Average());
        if (fit.Kind == RecalibrationKind.None)
        {
            // Where nothing of the base is to change, nothing of it changes: its own threshold serves again.
            var own = WorkingPoint.At(heldOut.Threshold, probabilities);
            return new LayerUpdate(OperatingLayer.Base(heldOut.Threshold), before, own, own.Precision >= minPrecision);
        }

        var reached = WorkingPoint.Lowest(probabilities, minPrecision, goal.MaxFlaggedShare);
        if (reached is not null && heldOut.LowestThreshold(fit, minPrecision) is { } counted)
        {
            var halfway = (ProbabilityScore.Logit(reached.Threshold) + ProbabilityScore.Logit(counted)) / 2;
            var middle = WorkingPoint.At(ProbabilityScore.Logistic(halfway), probabilities);
            if (middle.FlaggedShare > 0 && middle.FlaggedShare <= goal.MaxFlaggedShare) reached = middle;
        }

        var after = reached ?? WorkingPoint.OfShare(probabilities, Math.Min(goal.MaxFlaggedShare, before.FlaggedShare));
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

/// <summary>The patients of one file whom the base was not trained on.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="At">When it was written.</param>
/// <param name="LogOdds">What the base says of each.</param>
/// <param name="Outcomes">What happened to them.</param>
internal sealed record UnseenFile(string Name, DateTimeOffset At, double[] LogOdds, bool[] Outcomes)
{
    /// <summary>The patients themselves; empty where only their numbers are known.</summary>
    public IReadOnlyList<DatasetRow> Rows { get; init; } = [];

    /// <summary>The patients of a dataset with the base's log odds.</summary>
    public static UnseenFile Of(UnseenPatients dataset, StrokeModel model)
    {
        DatasetRow[] rows = [.. dataset.Rows.Where(row => model.IsCalibratedFor(row.Patient))];
        return new UnseenFile(
            dataset.Source.Name,
            dataset.Source.LastModified,
            [.. rows.Select(row => model.LogOdds(row.Patient))],
            [.. rows.Select(row => row.Stroke)])
        {
            Rows = rows,
        };
    }

    /// <summary>Observed and expected strokes under a layer.</summary>
    public ExpectedOutcomes Expect(OperatingLayer layer) => ExpectedOutcomes.Of(Probabilities(layer), Outcomes, layer.Threshold);

    /// <summary>What a layer says of each patient.</summary>
    public double[] Probabilities(OperatingLayer layer) => Array.ConvertAll(LogOdds, l => ProbabilityScore.Logistic(layer.Apply(l)));

    /// <summary>The patients of several files.</summary>
    public static (double[] LogOdds, bool[] Outcomes) Join(IEnumerable<UnseenFile> files) =>
        ([.. files.SelectMany(file => file.LogOdds)], [.. files.SelectMany(file => file.Outcomes)]);
}

/// <summary>What is to become of what serves.</summary>
/// <param name="Change">Whether strokes have changed against what is expected.</param>
internal abstract record AdaptationPlan(CalibrationChange Change);

/// <summary>It stays.</summary>
/// <param name="Change">Whether strokes have changed against what is expected.</param>
/// <param name="Reason">Why, in a sentence.</param>
internal sealed record KeepLayer(CalibrationChange Change, string Reason) : AdaptationPlan(Change);

/// <summary>Another layer serves.</summary>
/// <param name="Change">Whether strokes have changed against what is expected.</param>
/// <param name="Update">The layer with its price.</param>
/// <param name="Window">The files since the change, the newest first.</param>
internal sealed record UpdateLayer(CalibrationChange Change, LayerUpdate Update, IReadOnlyList<UnseenFile> Window) : AdaptationPlan(Change)
{
    /// <summary>What is done, and its price.</summary>
    public string InWords()
    {
        var (before, after, layer) = (Update.Before, Update.After, Update.Layer);
        var what = layer.Kind switch
        {
            RecalibrationKind.None => "the base serves again as it was trained",
            RecalibrationKind.Intercept => $"everybody's odds are multiplied by {Math.Exp(layer.Intercept):0.00}",
            _ => $"log odds are {layer.Intercept:0.00} + {layer.Slope:0.00} times the base's",
        };
        var price = $"Before, it would flag {before.FlaggedShare * 100:0.0} % of today's patients, with an expected precision of "
            + $"{before.Precision:0.000} and recall of {before.Recall:0.00}; now {after.FlaggedShare * 100:0.0} %, {after.Precision:0.000} "
            + $"and {after.Recall:0.00}.";
        var goal = Update.GoalReached ? "" : " No threshold reaches the precision asked for: as many are flagged as before.";
        var since = $"Since {Window[^1].Name} ({Window[^1].At.UtcDateTime:yyyy-MM-dd}) {what}.";
        return $"{Change.InWords()} {since} {price}{goal}";
    }
}

/// <summary>Nothing is done until a person has looked at the outcomes' codes.</summary>
/// <param name="Change">Whether strokes have changed against what is expected.</param>
/// <param name="Reason">Why, in a sentence.</param>
internal sealed record AskForCodes(CalibrationChange Change, string Reason) : AdaptationPlan(Change);

/// <summary>A new layer with its price.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Before">What the old threshold would come to among the newest patients.</param>
/// <param name="After">What the new one comes to.</param>
/// <param name="GoalReached">False where no threshold reaches the minimum precision; then as many are flagged as before.</param>
internal sealed record LayerUpdate(OperatingLayer Layer, WorkingPoint Before, WorkingPoint After, bool GoalReached);
