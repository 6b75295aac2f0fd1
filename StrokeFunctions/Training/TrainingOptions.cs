using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Training;

/// <summary>Settings of training (section <c>Training</c>).</summary>
internal sealed class TrainingOptions
{
    public const string Section = "Training";

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

    /// <summary>Replicates of the patient bootstrap behind each interval. Default 1,000, limits 1,000 to 100,000.</summary>
    [Range(1000, 100_000)]
    public int BootstrapReplicates { get; set; } = 1000;

    /// <summary>
    /// When needed: patients unknown to the champion, as a share of those it was trained on, from which a new training is worth it even
    /// if the champion does as well on them. Default 0.25, limits 0.01 to 100.
    /// </summary>
    [Range(0.01, 100)]
    public double RetrainAfterShare { get; set; } = 0.25;

    /// <summary>
    /// How many of the newest model versions are kept. Those that ever served and those with a tag are kept in any case.
    /// Default 20, limits 1 to 10,000.
    /// </summary>
    [Range(1, 10_000)]
    public int KeepVersions { get; set; } = 20;

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
