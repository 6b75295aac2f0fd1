using System.Text.Json.Serialization;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>Why a model was trained, and what was decided when it was. What became of it later stands in the event log.</summary>
/// <param name="TrainedBecause">Why the dataset led to a training.</param>
/// <param name="Change">Whether strokes had changed against what the champion expected; null where there was none.</param>
/// <param name="Dataset">What the dataset brought.</param>
/// <param name="Outcome">Promoted, champion kept, or rejected.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">All numbers of the comparison; null for an update, which nothing was compared with.</param>
internal sealed record Decision(
    string TrainedBecause,
    CalibrationChange? Change,
    DatasetComparison Dataset,
    ModelEventKind Outcome,
    string Reason,
    PromotionEvidence? Evidence);

/// <summary>How a model came about.</summary>
internal enum UpdateKind
{
    /// <summary>Its members were trained.</summary>
    [JsonStringEnumMemberName("refit")]
    Refit,

    /// <summary>The base again, after an update of it was no longer asked for.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The base with another intercept.</summary>
    [JsonStringEnumMemberName("intercept")]
    Intercept,

    /// <summary>The base with another intercept and another slope.</summary>
    [JsonStringEnumMemberName("slope")]
    Slope,
}

/// <summary>What was adapted to the newest patients without a training: log odds a + b l of the log odds l of what it stands on, and a
/// threshold.</summary>
/// <param name="Base">The version whose members serve; null for a model that was trained and adapted at once.</param>
/// <param name="Intercept">a.</param>
/// <param name="Slope">b.</param>
/// <param name="Since">When the oldest file of the window was written: since then the change holds.</param>
/// <param name="SinceDataset">Its name.</param>
/// <param name="Files">Files of the window.</param>
/// <param name="Patients">Patients of the window, whom the base was not trained on.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Reference">Observed and expected strokes of the window, each patient predicted while held out.</param>
/// <param name="Before">What the champion's threshold comes to among the newest patients.</param>
/// <param name="After">What this one's comes to.</param>
/// <param name="GoalReached">False where no threshold reaches the minimum precision; then as many are flagged as before.</param>
/// <param name="CalibrationBefore">The champion on the window, in groups by risk.</param>
/// <param name="CalibrationAfter">This model on the window, each patient predicted while held out.</param>
internal sealed record AdaptedLayer(
    string? Base,
    double Intercept,
    double Slope,
    DateTimeOffset Since,
    string SinceDataset,
    int Files,
    int Patients,
    int Strokes,
    ExpectedOutcomes Reference,
    WorkingPoint Before,
    WorkingPoint After,
    bool GoalReached,
    IReadOnlyList<ReliabilityBin> CalibrationBefore,
    IReadOnlyList<ReliabilityBin> CalibrationAfter);

/// <summary>Champion and challenger on the same patients, whom neither was trained on.</summary>
/// <param name="Patients">How many patients were compared.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="PrecisionFloor">The minimum precision.</param>
/// <param name="Challenger">The challenger's shares and log loss.</param>
/// <param name="Champion">The champion's; absent for a first model.</param>
/// <param name="RecallGain">Challenger's recall less the champion's; absent for a first model.</param>
/// <param name="PrecisionGain">Challenger's precision less the champion's; absent for a first model.</param>
/// <param name="LogLossGain">Challenger's log loss less the champion's, in nats: below 0 is better; absent for a first model.</param>
/// <param name="Criteria">What was asked, and whether it held.</param>
internal sealed record PromotionEvidence(
    int Patients,
    int Strokes,
    double PrecisionFloor,
    ModelScore Challenger,
    ModelScore? Champion,
    Estimate? RecallGain,
    Estimate? PrecisionGain,
    Estimate? LogLossGain,
    IReadOnlyList<PromotionCriterion> Criteria);

/// <summary>How one of the two did.</summary>
internal sealed record ModelScore(Estimate Recall, Estimate Precision, Estimate LogLoss, Estimate RocAuc);

/// <summary>One thing that was asked of the challenger.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">What it was held against.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record PromotionCriterion(string Name, double Value, double Limit, bool Holds)
{
    /// <summary>How the name of a criterion ends that a leak fails.</summary>
    public const string LeakWords = "looks like a leak";

    /// <summary>Whether it failed, and a leak fails it.</summary>
    [JsonIgnore]
    public bool SuspectsALeak => !Holds && Name.EndsWith(LeakWords, StringComparison.Ordinal);
}

/// <summary>The numbers behind what came of a dataset, as the event log keeps them.</summary>
/// <param name="Dataset">What the dataset brought.</param>
/// <param name="Change">Whether strokes had changed against what the champion expected; absent where there was none.</param>
/// <param name="Layer">What was adapted; absent where nothing was.</param>
/// <param name="Promotion">Champion and challenger compared; absent where nothing was trained.</param>
/// <param name="Look">Which comparison it was; absent where nothing was trained.</param>
/// <param name="TrainedBecause">Why a model was trained; absent where none was.</param>
/// <param name="Challenger">The version that was trained and stays behind an update of the champion; absent otherwise.</param>
internal sealed record RetrainingEvidence(
    DatasetComparison Dataset,
    CalibrationChange? Change = null,
    AdaptedLayer? Layer = null,
    PromotionEvidence? Promotion = null,
    ComparisonLook? Look = null,
    string? TrainedBecause = null,
    string? Challenger = null);

/// <summary>
/// A comparison of a trained challenger with the champion. Looked at after every file, a true loss at the margin would pass one look of
/// twelve in
/// 23 %; so the next look waits until the table has a quarter more strokes, each at one-sided 0.025.
/// </summary>
/// <param name="Number">From 1, since the base came to serve.</param>
/// <param name="Base">The base that was compared with.</param>
/// <param name="Strokes">Strokes of the training table at this look.</param>
internal sealed record ComparisonLook(int Number, string Base, int Strokes);
