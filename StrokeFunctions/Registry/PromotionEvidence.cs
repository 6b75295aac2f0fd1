using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>Champion and challenger on the same patients, whom neither was trained on.</summary>
/// <param name="Patients">How many patients were compared.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="PrecisionFloor">The least precision asked for.</param>
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
    ContestantScore Challenger,
    ContestantScore? Champion,
    Estimate? RecallGain,
    Estimate? PrecisionGain,
    Estimate? LogLossGain,
    IReadOnlyList<PromotionCriterion> Criteria);

/// <summary>How one of the two did.</summary>
internal sealed record ContestantScore(Estimate Recall, Estimate Precision, Estimate LogLoss, Estimate AreaUnderRocCurve);

/// <summary>One thing that was asked of the challenger.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">What it was held against.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record PromotionCriterion(string Name, double Value, double Limit, bool Holds);
