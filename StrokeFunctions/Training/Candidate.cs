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
        Learner logistic = new LogisticLearner(LogisticTerms.Plain);
        Learner splines = new LogisticLearner(LogisticTerms.Splines);
        Learner boosting = new BoostingLearner();
        Learner forest = new ForestLearner();
        return
        [
            new(logistic), new(splines), new(boosting), new(forest),
            new("logistic regression + FastForest", [logistic, forest]),
            new("FastTree + FastForest", [boosting, forest]),
            new("logistic regression + FastTree + FastForest", [logistic, boosting, forest]),
        ];
    }
}
