using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Chooses a candidate by the goal itself: the largest recall at the minimum precision (or lift) within the share that may be flagged, out
/// of fold. Candidates within <see cref="RecallTie"/> of the best are taken as equal, because that is less than chance moves recall. Among
/// equals averages of families come first, because they change less from one set of patients to another than their members do (Breiman
/// 1996); then the log loss decides.
/// </summary>
/// <param name="Tried">Every candidate, in the order given.</param>
/// <param name="Best">The chosen one.</param>
internal sealed record CandidateSearch(IReadOnlyList<TriedCandidate> Tried, TriedCandidate Best)
{
    /// <summary>
    /// Recall that counts as equal: chance moves the difference of two good candidates by this much with 249 strokes (one standard error).
    /// </summary>
    public const double RecallTie = 0.02;

    /// <summary>Tries every candidate on the rows given.</summary>
    public static CandidateSearch Run(
        TrainingRows table, int[] rows, IReadOnlyList<Candidate> candidates, TrainingOptions options, int seed,
        CancellationToken cancellationToken)
    {
        Learner[] learners = [.. candidates.SelectMany(candidate => candidate.Learners).Distinct()];
        var outOfFold = InnerCrossValidation.Predict(
            table,
            rows,
            learners,
            options.InnerFolds,
            options.InnerRepeats,
            seed,
            cancellationToken
        );
        TriedCandidate[] tried = [.. candidates.Select(candidate => TriedCandidate.Of(candidate, outOfFold, options))];
        return new CandidateSearch(tried, Choose(tried));
    }

    private static TriedCandidate Choose(IReadOnlyList<TriedCandidate> tried)
    {
        var enough = tried.Max(one => one.RecallAtPrecisionFloor) - RecallTie;
        return tried.Where(one => one.RecallAtPrecisionFloor >= enough)
            .OrderBy(one => one.Candidate.Learners.Count == 1)
            .ThenBy(one => one.LogLoss)
            .First();
    }
}

/// <summary>A candidate as it did on rows that its learners did not see.</summary>
/// <param name="Candidate">What was tried.</param>
/// <param name="CalibratedEnsemble">Its calibration.</param>
/// <param name="Threshold">The probability that gives the largest recall at the minimum precision; where none reaches it, the one that
/// flags as many as there are strokes.</param>
/// <param name="RecallAtPrecisionFloor">That recall; 0 where no threshold reaches the floor.</param>
/// <param name="LogLoss">After calibration, in nats.</param>
/// <param name="RocAuc">0 to 1.</param>
/// <param name="Probabilities">Of the rows, once for each repeat.</param>
/// <param name="Outcomes">Of the same.</param>
internal sealed record TriedCandidate(
    Candidate Candidate,
    CalibratedEnsemble CalibratedEnsemble,
    double Threshold,
    double RecallAtPrecisionFloor,
    double LogLoss,
    double RocAuc,
    double[] Probabilities,
    bool[] Outcomes
)
{
    /// <summary>Whether a threshold reaches the minimum precision within the largest flagged share.</summary>
    public bool GoalReached => RecallAtPrecisionFloor > 0;

    /// <summary>Calibrates a candidate on its learners' scores, and chooses its threshold.</summary>
    public static TriedCandidate Of(Candidate candidate, InnerCrossValidation outOfFold, TrainingOptions options)
    {
        double[][] scores = [.. candidate.Learners.Select(learner => outOfFold.Scores[learner])];
        var combination = CalibratedEnsemble.Fit(scores, outOfFold.Outcomes);
        var probabilities = combination.Probabilities(scores);
        var ranked = RankedOutcomes.Of(probabilities, outOfFold.Outcomes);
        var goal = WorkingPointGoal.Of(options);
        var strokeShare = outOfFold.Outcomes.Average(stroke => stroke ? 1.0 : 0);
        var point = Curves.MaxRecall(ranked, goal.PrecisionFor(strokeShare), goal.MaxFlaggedShare);
        return new TriedCandidate(
            candidate,
            combination,
            // A model that flags nobody would be of no use to anybody.
            point?.Threshold ?? WorkingPoint.Largest(probabilities, Math.Min(goal.MaxFlaggedShare, strokeShare)).Threshold,
            point?.Recall ?? 0,
            ProbabilityScore.LogLoss(probabilities, outOfFold.Outcomes),
            ranked.RocAuc(),
            probabilities,
            outOfFold.Outcomes);
    }
}

/// <summary>A learner, or several whose calibrated average is taken.</summary>
/// <param name="Name">As reports name it.</param>
/// <param name="Learners">At least one.</param>
internal sealed record Candidate(string Name, IReadOnlyList<Learner> Learners)
{
    public Candidate(Learner learner)
        : this(learner.Name, [learner])
    {
    }

    /// <summary>Those that compete in every training.</summary>
    public static IReadOnlyList<Candidate> Competing { get; } = Compete();

    private static IReadOnlyList<Candidate> Compete()
    {
        Learner logistic = new LogisticLearner(LogisticTerms.Plain, L1: 1);
        Learner sparse = new LogisticLearner(LogisticTerms.Plain, L1: 8);
        Learner splines = new LogisticLearner(LogisticTerms.Splines, L1: 4);
        Learner boosting = new BoostingLearner();
        Learner forest = new ForestLearner();
        return
        [
            new(logistic), new(sparse), new(splines), new(boosting), new(forest),
            new("logistic regression + FastForest", [sparse, forest]),
            new("FastTree + FastForest", [boosting, forest]),
            new("logistic regression + FastTree + FastForest", [sparse, boosting, forest]),
        ];
    }
}
