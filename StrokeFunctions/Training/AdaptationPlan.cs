using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>What is to become of what serves.</summary>
/// <param name="Change">Whether strokes have changed against what is expected.</param>
internal abstract record AdaptationPlan(CalibrationChange Change)
{
    /// <summary>Why a layer is not enough, so that a new model has to be trained; null if it is, or if none is asked for.</summary>
    public CalibrationFailure? Failure { get; init; }
}

/// <summary>Calibration fails in spite of an update.</summary>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Since">Since when: the oldest file of the window.</param>
internal sealed record CalibrationFailure(string Reason, DateTimeOffset Since);

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
