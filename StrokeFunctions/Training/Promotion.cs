using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Decides between champion and challenger by a paired patient bootstrap on patients whom neither was trained on. The challenger must not
/// be shown to miss the minimum precision (a constraint), must not be worse in log loss nor in recall beyond a margin (non-inferiority),
/// and must be better in one of the two.
/// </summary>
internal static class Promotion
{
    /// <summary>Drawings of the paired bootstrap.</summary>
    public const int Replicates = 2000;

    /// <summary>With fewer strokes among the patients compared, recall moves in steps of 5 % and nothing can be told.</summary>
    public const int MinStrokes = 20;

    /// <summary>How much worse the log loss may be, as a share of the champion's: with 95 % confidence.</summary>
    public const double LogLossMargin = 0.02;

    /// <summary>How much lower recall may be: with 95 % confidence.</summary>
    public const double RecallMargin = 0.05;

    /// <summary>A first model must rank better than this: age alone reaches 0.83.</summary>
    private const double MinRocAuc = 0.65;

    /// <summary>A first model's strokes over its expected strokes may be off by this factor.</summary>
    private const double MaxMiscalibration = 1.25;

    /// <summary>Level of each of the looks, which come ever more rarely (<see cref="ComparisonLook"/>).</summary>
    private const double OneSided = 0.025;

    /// <summary>A gain of area over the champion beyond this is no better model of ten columns: one of them knows the outcome.</summary>
    private const double UnbelievableGain = 0.05;

    /// <summary>The lower end that such a gain must have.</summary>
    private const double UnbelievableGainLow = 0.03;

    /// <summary>There is no champion: the challenger's own hold-out quality decides.</summary>
    public static PromotionVerdict DecideFirst(Evaluation evaluation, double precisionFloor)
    {
        var overall = evaluation.Overall;
        var area = overall.RocAuc.Value;
        PromotionCriterion[] criteria =
        [
            NotShownToMissTheFloor(overall.Precision.High, precisionFloor),
            new(
                "area under the ROC curve",
                overall.RocAuc.Value,
                MinRocAuc,
                overall.RocAuc.Value >= MinRocAuc
            ),
            new(
                "observed over expected, upper end",
                overall.ObservedToExpected.High,
                1 / MaxMiscalibration,
                overall.ObservedToExpected.High >= 1 / MaxMiscalibration
            ),
            new(
                "observed over expected, lower end",
                overall.ObservedToExpected.Low,
                MaxMiscalibration,
                overall.ObservedToExpected.Low <= MaxMiscalibration
            ),
            Believable(area),
        ];
        var evidence = new PromotionEvidence(
            evaluation.Patients, evaluation.Strokes, precisionFloor,
            new ModelScore(overall.Recall, overall.Precision, overall.LogLoss, overall.RocAuc),
            null, null, null, null, criteria);
        return criteria.FirstOrDefault(criterion => !criterion.Holds) is { } failed
            ? new RejectChallenger(Failed(failed), evidence)
            : new PromoteChallenger("it is the first model, and it meets what is asked of one.", evidence);
    }

    /// <summary>
    /// Champion against challenger. The floor is relative: where both are shown to miss it, the one that misses it less serves, and
    /// says so; a champion is never kept for a floor that it misses itself.
    /// </summary>
    /// <param name="patients">Both models' predictions of patients whom neither was trained on.</param>
    /// <param name="precisionFloor">The minimum precision among them.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="maxFlaggedShare">The largest share of the patients that may be flagged; 1: no limit.</param>
    public static PromotionVerdict Decide(
        IReadOnlyList<PairedPrediction> patients, double precisionFloor, int seed, double maxFlaggedShare = 1)
    {
        var pairs = new PairedComparison(patients);
        var drawn = Bootstrap.Replicates(patients.Count, PairedComparison.Metrics, Replicates, seed, pairs.Measure);
        var values = new double[PairedComparison.Metrics];
        pairs.Measure([], values);
        Estimate Interval(int metric, int n) => Bootstrap.Interval(values[metric], drawn[metric], n);
        ModelScore Score(int recall, int precision, int logLoss, int area, int flagged) =>
            new(
                Interval(recall, pairs.Strokes),
                Interval(precision, flagged),
                Interval(logLoss, patients.Count),
                Interval(area, patients.Count)
            );
        double Quantile(int metric, double share) => Bootstrap.Quantile([.. drawn[metric].Order()], share);

        var championMissesFloor = Quantile(PairedComparison.ChampionPrecision, 1 - OneSided) < precisionFloor;
        var flaggedShare = Wilson.Share(pairs.ChallengerFlagged, patients.Count);
        // A champion that flags below the floor, or more than may be flagged, has its recall for nothing.
        var championMisses = championMissesFloor || Wilson.Share(pairs.ChampionFlagged, patients.Count).Low > maxFlaggedShare;
        var logLossLimit = LogLossMargin * values[PairedComparison.ChampionLogLoss];
        var lostRecall = -Quantile(PairedComparison.RecallGain, OneSided);
        var logLoss = Quantile(PairedComparison.LogLossGain, 1 - OneSided);
        PromotionCriterion floor = NotShownToMissTheFloor(Quantile(PairedComparison.ChallengerPrecision, 1 - OneSided), precisionFloor);
        var bothMiss = championMissesFloor && !floor.Holds;
        if (bothMiss)
        {
            var gained = values[PairedComparison.PrecisionGain];
            floor = new("both miss the precision asked for: precision gained", gained, 0, gained >= 0);
        }

        var areaGain = Interval(PairedComparison.AreaGain, patients.Count);
        PromotionCriterion[] criteria =
        [
            new(
                "strokes to compare on, of patients whom neither was trained on",
                pairs.Strokes,
                MinStrokes,
                pairs.Strokes >= MinStrokes
            ),
            new(
                "patients without a stroke to compare on",
                patients.Count - pairs.Strokes,
                MinStrokes,
                patients.Count - pairs.Strokes >= MinStrokes
            ),
            Believable(values[PairedComparison.ChallengerArea]),
            new(
                $"gain of area under the ROC curve, lower end, that {PromotionCriterion.LeakWords}",
                areaGain.Low,
                UnbelievableGainLow,
                areaGain.Value <= UnbelievableGain || areaGain.Low <= UnbelievableGainLow
            ),
            floor,
            new("log loss gained, at most (97.5 %)", logLoss, logLossLimit, logLoss <= logLossLimit),
            new("share flagged, lower end of its interval", flaggedShare.Low, maxFlaggedShare, flaggedShare.Low <= maxFlaggedShare),
            new("recall lost, at most (97.5 %)", lostRecall, RecallMargin, championMisses || lostRecall <= RecallMargin),
            new(
                "recall gained, or else log loss lost",
                Math.Max(values[PairedComparison.RecallGain], -values[PairedComparison.LogLossGain]),
                0,
                championMisses || values[PairedComparison.RecallGain] > 0 || values[PairedComparison.LogLossGain] < 0
            ),
        ];
        var evidence = new PromotionEvidence(
            patients.Count,
            pairs.Strokes,
            precisionFloor,
            Score(
                PairedComparison.ChallengerRecall,
                PairedComparison.ChallengerPrecision,
                PairedComparison.ChallengerLogLoss,
                PairedComparison.ChallengerArea,
                pairs.ChallengerFlagged
            ),
            Score(
                PairedComparison.ChampionRecall,
                PairedComparison.ChampionPrecision,
                PairedComparison.ChampionLogLoss,
                PairedComparison.ChampionArea,
                pairs.ChampionFlagged
            ),
            Interval(PairedComparison.RecallGain, pairs.Strokes),
            Interval(PairedComparison.PrecisionGain, patients.Count),
            Interval(PairedComparison.LogLossGain, patients.Count),
            criteria
        );

        return criteria.FirstOrDefault(criterion => !criterion.Holds) is { } failed
            ? new KeepChampion(Failed(failed), evidence)
            : new PromoteChallenger(
                $"on {patients.Count} patients whom neither was trained on ({pairs.Strokes} strokes) its recall differs by "
                        + $"{values[PairedComparison.RecallGain]:+0.000;-0.000}, its log loss by "
                        + $"{values[PairedComparison.LogLossGain]:+0.0000;-0.0000}."
                        + (bothMiss ? " The precision asked for is not reached, by neither." : ""),
                evidence
            );
    }

    private static PromotionCriterion Believable(double area) => new(
        $"area under the ROC curve, that "
            + $"{PromotionCriterion.LeakWords}", area, LeakageChecks.UnbelievableArea, area < LeakageChecks.UnbelievableArea);

    private static PromotionCriterion NotShownToMissTheFloor(double upperEnd, double floor) =>
        new("precision, upper end of its interval", upperEnd, floor, upperEnd >= floor);

    /// <summary>Whether a criterion that failed is one of those that a leak fails.</summary>
    public static bool LooksLikeALeak(PromotionEvidence evidence) =>
        evidence.Criteria.Any(criterion => criterion.SuspectsALeak);

    private static string Failed(PromotionCriterion criterion) =>
        $"what is asked of a new model is not shown: {criterion.Name}, is {criterion.Value:0.####}; the limit is {criterion.Limit:0.####}.";
}

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
