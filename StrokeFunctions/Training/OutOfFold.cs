namespace StrokeFunctions.Training;

/// <summary>Scores of rows by models that did not see them, from a repeated, stratified cross-validation.</summary>
/// <param name="Outcomes">Of the rows, once for each repeat.</param>
/// <param name="Scores">By learner, in the order of <paramref name="Outcomes"/>.</param>
internal sealed record OutOfFold(bool[] Outcomes, IReadOnlyDictionary<Learner, double[]> Scores)
{
    /// <summary>Trains each learner on all but one fold, for every fold and repeat, and scores that fold.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="rows">The rows that may be used.</param>
    /// <param name="learners">What is trained.</param>
    /// <param name="folds">How many folds.</param>
    /// <param name="repeats">How often, each time with other folds.</param>
    /// <param name="seed">Of the folds and the learners.</param>
    /// <param name="cancellationToken">Looked at before each fit.</param>
    public static OutOfFold Predict(
        TrainingRows table, int[] rows, IReadOnlyList<Learner> learners, int folds, int repeats, int seed, CancellationToken cancellationToken)
    {
        bool[] outcomes = [.. rows.Select(row => table.Outcomes[row])];
        var assigned = Enumerable.Range(0, repeats).Select(repeat => StratifiedFolds.Assign(table, rows, folds, Seed(seed, repeat))).ToArray();
        var scores = learners.ToDictionary(learner => learner, _ => new double[rows.Length * repeats]);

        // Every fit writes its own places and depends on nothing but its arguments, so the number of cores changes nothing.
        Parallel.For(0, learners.Count * repeats * folds, Pipeline.Cores(rows, cancellationToken), job =>
        {
            var learner = learners[job % learners.Count];
            var repeat = job / learners.Count / folds;
            var fold = job / learners.Count % folds;
            var (inside, outside) = StratifiedFolds.Split(rows, assigned[repeat], fold);
            var member = learner.Fit(table, outside, Seed(seed, job), verify: false);
            var next = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                if (assigned[repeat][i] == fold) scores[learner][(repeat * rows.Length) + i] = member.Score(table.Features[inside[next++]]);
            }
        });

        return new OutOfFold([.. Enumerable.Repeat(outcomes, repeats).SelectMany(once => once)], scores);
    }

    /// <summary>A seed of its own for each step, far from those of other steps.</summary>
    public static int Seed(int seed, int step) => (int)(((uint)seed * 0x9E3779B1u) + ((uint)step * 0x85EBCA77u) >> 1);
}
