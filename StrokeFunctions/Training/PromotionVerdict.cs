using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>What is to become of a challenger, why, and the numbers behind it.</summary>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Evidence">The numbers.</param>
internal abstract record PromotionVerdict(string Reason, PromotionEvidence Evidence);

/// <summary>The challenger shall serve.</summary>
internal sealed record PromoteChallenger(string Reason, PromotionEvidence Evidence) : PromotionVerdict(Reason, Evidence);

/// <summary>The challenger is usable and the champion stays.</summary>
internal sealed record KeepChampion(string Reason, PromotionEvidence Evidence) : PromotionVerdict(Reason, Evidence);

/// <summary>The challenger must not serve.</summary>
internal sealed record RejectChallenger(string Reason, PromotionEvidence Evidence) : PromotionVerdict(Reason, Evidence);

/// <summary>What both said of a patient whom neither was trained on.</summary>
/// <param name="Stroke">What happened.</param>
/// <param name="Challenger">The challenger's probability, out of fold.</param>
/// <param name="ChallengerFlagged">Whether the challenger flagged the patient.</param>
/// <param name="Champion">The champion's probability.</param>
/// <param name="ChampionFlagged">Whether the champion flagged the patient.</param>
internal readonly record struct PairedPrediction(
    bool Stroke, double Challenger, bool ChallengerFlagged, double Champion, bool ChampionFlagged);
