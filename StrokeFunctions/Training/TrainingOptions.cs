using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Training;

/// <summary>Settings of training (section <c>Training</c>).</summary>
internal sealed class TrainingOptions
{
    public const string Section = "Training";

    /// <summary>The least that <see cref="MaxRows"/> may be.</summary>
    public const int MinMaxRows = 1000;

    /// <summary>Seed of every random choice; recorded in the manifest. Default 1.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; set; } = 1;

    /// <summary>The minimum precision: the decision threshold must reach it. Default 0.15, limits 0.01 to 0.9.</summary>
    [Range(0.01, 0.9)]
    public double PrecisionFloor { get; set; } = 0.15;

    /// <summary>
    /// Added to the minimum precision when the threshold is chosen, because a threshold chosen on some patients does a little worse on
    /// others. Default 0.0025, with which the minimum precision was held on other patients in nine of ten repeats, at the price of 0.005 of
    /// recall. Limits 0 to 0.1.
    /// </summary>
    [Range(0, 0.1)]
    public double PrecisionMargin { get; set; } = 0.0025;

    /// <summary>
    /// Whether a missing bmi may be a signal. If not, a model learns from the patients whose bmi was measured, takes its calibration and
    /// its threshold from them, and scores a missing bmi as 28 kg/m2. Default false: only so is the minimum precision about kept among
    /// patients whose bmi is known. What it costs stands in README (How good is it).
    /// </summary>
    public bool MissingBmiIsSignal { get; set; }

    /// <summary>
    /// If set, asked for instead of the precision: how many times as many strokes there must be among the flagged as among all patients.
    /// The
    /// precision then follows the share of strokes, and recall stays when that share changes. Default: not set. Limits 1 to 100.
    /// </summary>
    [Range(1, 100)]
    public double? MinLift { get; set; }

    /// <summary>No more than this share of the patients may be flagged, whatever the precision. Default 1: no limit. Limits 0.001 to
    /// 1.</summary>
    [Range(0.001, 1)]
    public double MaxFlaggedShare { get; set; } = 1;

    /// <summary>Folds of the hold-out evaluation. Default 5, limits 3 to 20.</summary>
    [Range(3, 20)]
    public int Folds { get; set; } = 5;

    /// <summary>Folds inside the training part, for calibration, threshold and choice of the pipeline. Default 5, limits 3 to 20.</summary>
    [Range(3, 20)]
    public int InnerFolds { get; set; } = 5;

    /// <summary>How often the inner cross-validation is repeated with other folds. Default 2, limits 1 to 20.</summary>
    [Range(1, 20)]
    public int InnerRepeats { get; set; } = 2;

    /// <summary>
    /// Rows that the choice of the candidate is made on. Of more rows a stratified sample is taken; the chosen candidate is calibrated and
    /// given its threshold on a fold of all rows, and trained on all. Default 20,000, limits 1,000 to 10,000,000.
    /// </summary>
    [Range(1000, 10_000_000)]
    public int SearchRows { get; set; } = 20_000;

    /// <summary>
    /// Rows that a training takes. Of a larger table a stratified sample is trained on and measured, which the manifest, the card and the
    /// report of the training say. Default 200,000, limits 1,000 to 10,000,000.
    /// </summary>
    [Range(MinMaxRows, 10_000_000)]
    public int MaxRows { get; set; } = 200_000;

    /// <summary>Replicates of the patient bootstrap behind each interval. Default 1,000, limits 1,000 to 100,000.</summary>
    [Range(1000, 100_000)]
    public int BootstrapReplicates { get; set; } = 1000;

    /// <summary>
    /// When needed: strokes since the last training or comparison, as a share of those before, from which a new training is worth it.
    /// Strokes and not patients are what a model learns from. Default 0.25, limits 0.01 to 100.
    /// </summary>
    [Range(0.01, 100)]
    public double RetrainAfterShare { get; set; } = 0.25;

    /// <summary>
    /// How many of the newest model versions are kept. Those that ever served and those with a tag are kept in any case.
    /// Default 20, limits 1 to 10,000.
    /// </summary>
    [Range(1, 10_000)]
    public int KeepVersions { get; set; } = 20;

    /// <summary>The minimum precision among patients with a share of strokes.</summary>
    public double MinPrecisionFor(double strokeShare) => MinLift is { } lift ? Math.Min(1, lift * strokeShare) : PrecisionFloor;

    /// <summary>The minimum precision among the patients of an evaluation.</summary>
    public double MinPrecisionFor(Registry.Evaluation evaluation) =>
        MinPrecisionFor((double)evaluation.Strokes / Math.Max(1, evaluation.Patients));

    /// <summary>When a dataset leads to a new training. Default: when needed.</summary>
    [EnumDataType(typeof(RetrainMode))]
    public RetrainMode Retrain { get; set; } = RetrainMode.WhenNeeded;
}

/// <summary>When a dataset that arrived leads to a new training.</summary>
internal enum RetrainMode
{
    /// <summary>Every dataset.</summary>
    Always,

    /// <summary>When the new rows show that the champion has become worse, or bring enough to learn from.</summary>
    WhenNeeded,

    /// <summary>Never, but for the very first model.</summary>
    Never,
}

/// <summary>Checks <see cref="TrainingOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class TrainingOptionsValidator : IValidateOptions<TrainingOptions>;
