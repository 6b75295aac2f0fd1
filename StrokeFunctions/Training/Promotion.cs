using System.Globalization;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Decides between champion and challenger by a paired patient bootstrap on patients whom neither was trained on. The challenger must not
/// be shown to miss the precision floor (a constraint), must not be worse in log loss nor in recall beyond a margin (non-inferiority), and
/// must be better in one of the two.
/// </summary>
internal static class Promotion
{
    /// <summary>Drawings of the paired bootstrap.</summary>
    public const int Replicates = 2000;

    /// <summary>With fewer strokes among the patients compared, recall moves in steps of 5 % and nothing can be told.</summary>
    public const int LeastStrokes = 20;

    /// <summary>How much worse the log loss may be, as a share of the champion's: with 95 % confidence.</summary>
    public const double LogLossMargin = 0.02;

    /// <summary>How much lower recall may be: with 95 % confidence.</summary>
    public const double RecallMargin = 0.05;

    /// <summary>A first model must rank better than this: age alone reaches 0.83.</summary>
    private const double LeastAreaUnderRocCurve = 0.65;

    /// <summary>A first model's strokes over its expected strokes may be off by this factor.</summary>
    private const double LargestMiscalibration = 1.25;

    private const double OneSided = 0.05;

    /// <summary>There is no champion: the challenger's own held-out quality decides.</summary>
    public static PromotionVerdict DecideFirst(Evaluation evaluation, double precisionFloor)
    {
        var overall = evaluation.Overall;
        PromotionCriterion[] criteria =
        [
            NotShownToMissTheFloor(overall.Precision.High, precisionFloor),
            new("area under the ROC curve", overall.AreaUnderRocCurve.Value, LeastAreaUnderRocCurve, overall.AreaUnderRocCurve.Value >= LeastAreaUnderRocCurve),
            new("observed over expected, upper end", overall.ObservedToExpected.High, 1 / LargestMiscalibration, overall.ObservedToExpected.High >= 1 / LargestMiscalibration),
            new("observed over expected, lower end", overall.ObservedToExpected.Low, LargestMiscalibration, overall.ObservedToExpected.Low <= LargestMiscalibration),
        ];
        var evidence = new PromotionEvidence(
            evaluation.Patients, evaluation.Strokes, precisionFloor,
            new ContestantScore(overall.Recall, overall.Precision, overall.LogLoss, overall.AreaUnderRocCurve),
            null, null, null, null, criteria);
        return criteria.FirstOrDefault(criterion => !criterion.Holds) is { } failed
            ? new RejectChallenger(Failed(failed), evidence)
            : new PromoteChallenger("it is the first model, and it meets what is asked of one.", evidence);
    }

    /// <summary>Champion against challenger.</summary>
    public static PromotionVerdict Decide(IReadOnlyList<PairedPrediction> patients, double precisionFloor, int seed)
    {
        var pairs = new Contest(patients);
        var drawn = Bootstrap.Replicates(patients.Count, Contest.Metrics, Replicates, seed, pairs.Measure);
        var values = new double[Contest.Metrics];
        pairs.Measure([], values);
        Estimate Interval(int metric, int n) => Bootstrap.Interval(values[metric], drawn[metric], n);
        ContestantScore Score(int recall, int precision, int logLoss, int area, int flagged) =>
            new(Interval(recall, pairs.Strokes), Interval(precision, flagged), Interval(logLoss, patients.Count), Interval(area, patients.Count));
        double Quantile(int metric, double share) => Bootstrap.Quantile([.. drawn[metric].Order()], share);

        var championMissesFloor = Quantile(Contest.ChampionPrecision, 1 - OneSided) < precisionFloor;
        var logLossLimit = LogLossMargin * values[Contest.ChampionLogLoss];
        var lostRecall = -Quantile(Contest.RecallGain, OneSided);
        var logLoss = Quantile(Contest.LogLossGain, 1 - OneSided);
        PromotionCriterion floor = NotShownToMissTheFloor(Quantile(Contest.ChallengerPrecision, 1 - OneSided), precisionFloor);
        PromotionCriterion[] criteria =
        [
            new("strokes to compare on, of patients whom neither was trained on", pairs.Strokes, LeastStrokes, pairs.Strokes >= LeastStrokes),
            floor,
            new("log loss gained, at most (95 %)", logLoss, logLossLimit, logLoss <= logLossLimit),
            // A champion that flags below the floor has its recall for nothing.
            new("recall lost, at most (95 %)", lostRecall, RecallMargin, championMissesFloor || lostRecall <= RecallMargin),
            new("recall gained, or else log loss lost", Math.Max(values[Contest.RecallGain], -values[Contest.LogLossGain]), 0,
                championMissesFloor || values[Contest.RecallGain] > 0 || values[Contest.LogLossGain] < 0),
        ];
        var evidence = new PromotionEvidence(
            patients.Count, pairs.Strokes, precisionFloor,
            Score(Contest.ChallengerRecall, Contest.ChallengerPrecision, Contest.ChallengerLogLoss, Contest.ChallengerArea, pairs.ChallengerFlagged),
            Score(Contest.ChampionRecall, Contest.ChampionPrecision, Contest.ChampionLogLoss, Contest.ChampionArea, pairs.ChampionFlagged),
            Interval(Contest.RecallGain, pairs.Strokes), Interval(Contest.PrecisionGain, patients.Count), Interval(Contest.LogLossGain, patients.Count),
            criteria);

        if (pairs.Strokes >= LeastStrokes && !floor.Holds) return new RejectChallenger(Failed(floor), evidence);
        return criteria.FirstOrDefault(criterion => !criterion.Holds) is { } failed
            ? new KeepChampion(Failed(failed), evidence)
            : new PromoteChallenger(string.Create(CultureInfo.InvariantCulture,
                $"on {patients.Count} patients whom neither was trained on ({pairs.Strokes} strokes) its recall differs by {values[Contest.RecallGain]:+0.000;-0.000}, its log loss by {values[Contest.LogLossGain]:+0.0000;-0.0000}."), evidence);
    }

    private static PromotionCriterion NotShownToMissTheFloor(double upperEnd, double floor) =>
        new("precision, upper end of its interval", upperEnd, floor, upperEnd >= floor);

    private static string Failed(PromotionCriterion criterion) => string.Create(CultureInfo.InvariantCulture,
        $"{criterion.Name}: {criterion.Value:0.####} against {criterion.Limit:0.####}.");
}
