using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>What serves on top of a base model's log odds l: log odds a + b l, and a threshold.</summary>
/// <param name="Kind">How much of the base's calibration it changes.</param>
/// <param name="Intercept">a.</param>
/// <param name="Slope">b.</param>
/// <param name="Threshold">The probability at or above which a patient is flagged.</param>
internal sealed record OperatingLayer(RecalibrationKind Kind, double Intercept, double Slope, double Threshold)
{
    /// <summary>The base as it was trained.</summary>
    public static OperatingLayer Base(double threshold) => new(RecalibrationKind.None, 0, 1, threshold);

    /// <summary>Whether it changes nothing.</summary>
    public bool IsBase => Kind == RecalibrationKind.None;

    /// <summary>The threshold on the base's scale.</summary>
    public double ThresholdAsBaseLogOdds => (ProbabilityScore.Logit(Threshold) - Intercept) / Slope;

    /// <summary>The log odds that are served.</summary>
    public double Apply(double logOdds) => Intercept + (Slope * logOdds);
}

/// <summary>What serves, and what it was calibrated on.</summary>
/// <param name="Layer">On top of the base.</param>
/// <param name="Since">When the change that it was made for began; null for the base.</param>
/// <param name="Reference">The patients it was calibrated on, each predicted while held out.</param>
internal sealed record ServingLayer(OperatingLayer Layer, DateTimeOffset? Since, ExpectedOutcomes Reference)
{
    /// <summary>What a champion serves.</summary>
    public static ServingLayer Of(LoadedModel champion)
    {
        var (threshold, manifest) = (champion.Model.Threshold, champion.Manifest);
        // A training that adapted at once has its layer within its members.
        if (manifest.Layer is not { Base: not null } layer)
            return new ServingLayer(OperatingLayer.Base(threshold), null, champion.CalibratedOn());
        var kind = manifest.Update switch
        {
            UpdateKind.Intercept => RecalibrationKind.Intercept,
            UpdateKind.Slope => RecalibrationKind.Slope,
            _ => RecalibrationKind.None,
        };
        return new ServingLayer(new OperatingLayer(kind, layer.Intercept, layer.Slope, threshold), layer.Since, champion.CalibratedOn());
    }
}

/// <summary>A base's hold-out predictions: what its ranking is worth where outcomes are many.</summary>
/// <param name="Threshold">The base's own threshold.</param>
/// <param name="LogOdds">What was said of each training patient by a model that had not seen them.</param>
/// <param name="Outcomes">What happened to them.</param>
internal sealed record HeldOutCalibration(double Threshold, double[] LogOdds, bool[] Outcomes)
{
    /// <summary>Those of a base; none where its manifest does not hold them.</summary>
    public static HeldOutCalibration Of(LoadedModel model)
    {
        var (probabilities, outcomes) = model.Reference?.HeldOut() ?? ([], []);
        return new HeldOutCalibration(model.Model.Threshold, Array.ConvertAll(probabilities, ProbabilityScore.Logit), outcomes);
    }

    /// <summary>
    /// The lowest threshold that would keep a precision among these patients, had they the strokes of a recalibration: each weighs as much
    /// as
    /// their outcome is likelier under it than under the base (label shift: Saerens et al., Neural Computation 2002;14:21). Probabilities
    /// alone
    /// say too much of the likeliest patients, whom a model overrates; here their outcomes are counted. Null where no threshold keeps it.
    /// </summary>
    public double? LowestThreshold(Recalibration fit, double minPrecision)
    {
        double hits = 0, flagged = 0;
        double? lowest = null;
        var order = Enumerable.Range(0, LogOdds.Length).ToArray();
        Array.Sort(Array.ConvertAll(LogOdds, l => -l), order);
        for (var n = 0; n < order.Length; n++)
        {
            var i = order[n];
            var (was, now) = (ProbabilityScore.Logistic(LogOdds[i]), ProbabilityScore.Logistic(fit.Apply(LogOdds[i])));
            var weight = Outcomes[i] ? now / was : (1 - now) / (1 - was);
            flagged += weight;
            if (Outcomes[i]) hits += weight;
            if (n + 1 < order.Length && LogOdds[order[n + 1]] == LogOdds[i]) continue;
            if (hits / flagged >= minPrecision) lowest = now;
        }

        return lowest;
    }
}

/// <summary>What a threshold has to reach.</summary>
/// <param name="MinPrecision">The least share of strokes among the flagged, margin included.</param>
/// <param name="MinLift">If given, asked for instead: how many times the share of strokes among all patients.</param>
/// <param name="MaxFlaggedShare">No more of the patients may be flagged.</param>
internal sealed record WorkingPointGoal(double MinPrecision, double? MinLift, double MaxFlaggedShare)
{
    /// <summary>What the settings ask for.</summary>
    public static WorkingPointGoal Of(TrainingOptions options) =>
        new(options.PrecisionFloor + options.PrecisionMargin, options.MinLift, options.MaxFlaggedShare);

    /// <summary>The precision asked for among patients with a share of strokes.</summary>
    public double PrecisionFor(double strokeShare) => MinLift is { } lift ? Math.Min(lift * strokeShare, 1) : MinPrecision;
}
