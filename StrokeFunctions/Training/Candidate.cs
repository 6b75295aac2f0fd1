namespace StrokeFunctions.Training;

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
