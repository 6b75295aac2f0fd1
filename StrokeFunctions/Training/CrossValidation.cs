using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Divides rows into folds that have the same share of strokes. A patient has one row, so no id is in two folds.</summary>
internal static class StratifiedFolds
{
    /// <summary>The fold of each row, from 0; the same seed gives the same folds. Sizes differ by at most two.</summary>
    public static int[] Assign(IReadOnlyList<bool> outcomes, int folds, int seed)
    {
        var random = new Random(seed);
        var assigned = new int[outcomes.Count];
        foreach (var stroke in (bool[])[true, false])
        {
            int[] rows = [.. Enumerable.Range(0, outcomes.Count).Where(row => outcomes[row] == stroke)];
            random.Shuffle(rows);
            for (var i = 0; i < rows.Length; i++) assigned[rows[i]] = i % folds;
        }

        return assigned;
    }

    /// <summary>
    /// The fold of each of some rows. Rows with the same ten values share one: they may be the same patient under another id.
    /// </summary>
    public static int[] Assign(TrainingRows table, int[] rows, int folds, int seed)
    {
        var assigned = Assign([.. rows.Select(row => table.Outcomes[row])], folds, seed);
        if (table.DuplicateFeatureRows == 0) return assigned;
        var foldOf = new Dictionary<int, int>(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var twin = table.TwinOf[rows[i]];
            if (!foldOf.TryAdd(twin, assigned[i])) assigned[i] = foldOf[twin];
        }

        return assigned;
    }

    /// <summary>Some rows divided by their fold: those of the fold, and the rest.</summary>
    public static (int[] Test, int[] Train) Split(int[] rows, int[] assigned, int fold)
    {
        var test = new List<int>(rows.Length);
        var train = new List<int>(rows.Length);
        for (var i = 0; i < rows.Length; i++) (assigned[i] == fold ? test : train).Add(rows[i]);
        return ([.. test], [.. train]);
    }
}

/// <summary>Scores of rows by models that did not see them, from a repeated, stratified cross-validation.</summary>
/// <param name="Outcomes">Of the rows, once for each repeat.</param>
/// <param name="Scores">By learner, in the order of <paramref name="Outcomes"/>.</param>
internal sealed record InnerCrossValidation(bool[] Outcomes, IReadOnlyDictionary<Learner, double[]> Scores)
{
    /// <summary>Trains each learner on all but one fold, for every fold and repeat, and scores that fold.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="rows">The rows that may be used.</param>
    /// <param name="learners">What is trained.</param>
    /// <param name="folds">How many folds.</param>
    /// <param name="repeats">How often, each time with other folds.</param>
    /// <param name="seed">Of the folds and the learners.</param>
    /// <param name="cancellationToken">Looked at before each fit.</param>
    public static InnerCrossValidation Predict(
        TrainingRows table,
        int[] rows,
        IReadOnlyList<Learner> learners,
        int folds,
        int repeats,
        int seed,
        CancellationToken cancellationToken
    )
    {
        bool[] outcomes = [.. rows.Select(row => table.Outcomes[row])];
        var assigned = Enumerable
            .Range(0, repeats)
            .Select(repeat => StratifiedFolds.Assign(table, rows, folds, Seed(seed, repeat)))
            .ToArray();
        var scores = learners.ToDictionary(learner => learner, _ => new double[rows.Length * repeats]);

        // Every fit writes its own places and depends on nothing but its arguments, so the number of cores changes nothing.
        Parallel.For(0, learners.Count * repeats * folds, Pipeline.Cores(rows, cancellationToken), job =>
        {
            var learner = learners[job % learners.Count];
            var repeat = job / learners.Count / folds;
            var fold = job / learners.Count % folds;
            var (test, train) = StratifiedFolds.Split(rows, assigned[repeat], fold);
            var member = learner.Fit(table, train, Seed(seed, job), verify: false);
            var next = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                if (assigned[repeat][i] == fold) scores[learner][(repeat * rows.Length) + i] = member.Score(table.Features[test[next++]]);
            }
        });

        return new InnerCrossValidation([.. Enumerable.Repeat(outcomes, repeats).SelectMany(once => once)], scores);
    }

    /// <summary>A seed of its own for each step, far from those of other steps.</summary>
    public static int Seed(int seed, int step) => (int)(((uint)seed * 0x9E3779B1u) + ((uint)step * 0x85EBCA77u) >> 1);
}

/// <summary>
/// What models say of patients that they did not see, from one cross-validation of the whole pipeline, its choices included.
/// </summary>
/// <param name="Probabilities">By row.</param>
/// <param name="Flagged">By row, with the threshold of the model that predicted it.</param>
/// <param name="LearningCurve">Quality by number of training patients.</param>
/// <param name="Importance">What each column is worth, the most important first.</param>
/// <param name="Age">What age alone says of the same patients.</param>
/// <param name="Intervals">What an answer would show of each.</param>
internal sealed record OuterCrossValidation(
    double[] Probabilities, bool[] Flagged, IReadOnlyList<LearningPoint> LearningCurve, IReadOnlyList<ColumnImportance> Importance,
    AgeAlone Age, HeldOutIntervals Intervals)
{
    /// <summary>The learning curve's parts of the training patients: a quarter, a half, three quarters.</summary>
    private const int Parts = 4;

    /// <summary>How often each column is shuffled.</summary>
    private const int Shuffles = 3;

    /// <summary>Hold-out rows of a fold that are shuffled: enough for two digits.</summary>
    private const int ShuffledRows = 2000;

    /// <summary>Predicts every row by a pipeline that was chosen and trained without its fold.</summary>
    public static OuterCrossValidation Predict(
        TrainingRows rows, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var probabilities = new double[rows.Count];
        var flagged = new bool[rows.Count];
        var (age, intervals) = (new AgeAlone(rows.Count), new HeldOutIntervals(rows.Count));
        var smaller = Enumerable.Range(0, Parts - 1).Select(_ => new FewerPatients(rows.Count)).ToArray();
        var importance = new FeatureImportance(rows.Count);
        var assigned = StratifiedFolds.Assign(rows, rows.AllRows, options.Folds, options.Seed);
        for (var fold = 0; fold < options.Folds; fold++)
        {
            progress?.Report(new TrainingProgress("measuring on hold-out patients", (double)fold / (options.Folds + 2)));
            var (test, all) = StratifiedFolds.Split(rows.AllRows, assigned, fold);
            var train = MissingBmiRule.Teaching(rows, all, options);
            var seed = InnerCrossValidation.Seed(options.Seed, fold + 1);
            var pipeline = Pipeline.Fit(rows, train, Candidate.Competing, options, seed, verify: false, cancellationToken);
            foreach (var row in test)
            {
                probabilities[row] = pipeline.Probability(rows.Features[row]);
                flagged[row] = probabilities[row] >= pipeline.Threshold;
            }

            age.AddFold(rows, test, train, options);
            intervals.AddFold(test, ModelAssembly.Like(rows, train, pipeline), probabilities);
            if (rows.Count <= Pipeline.ManyRows) PredictWithFewer(rows, test, train, pipeline, seed, smaller, cancellationToken);
            importance.Add(rows, [.. test.Take(ShuffledRows)], pipeline, Shuffles, seed, cancellationToken);
        }

        return new OuterCrossValidation(
            probabilities,
            flagged,
            Points(rows, [.. smaller, new FewerPatients(probabilities, flagged)], options),
            importance.Measure(rows, probabilities),
            age,
            intervals
        );
    }

    private static LearningPoint[] Points(TrainingRows rows, FewerPatients[] predicted, TrainingOptions options)
    {
        // With so many rows more of them teach nothing that a plot could show.
        if (rows.Count > Pipeline.ManyRows) return [];
        var teaching = MissingBmiRule.Teaching(rows, rows.AllRows, options).Length;
        return [.. predicted.Select((part, number) =>
            part.Measure(rows.Outcomes, (int)((long)teaching * (options.Folds - 1) / options.Folds * (number + 1) / Parts)))];
    }

    /// <summary>The same candidate trained on a part of the training rows, with the whole's calibration and threshold.</summary>
    private static void PredictWithFewer(
        TrainingRows rows,
        int[] test,
        int[] train,
        Pipeline pipeline,
        int seed,
        FewerPatients[] predicted,
        CancellationToken cancellationToken
    )
    {
        var parts = StratifiedFolds.Assign(rows, train, Parts, seed);
        var learners = pipeline.Chosen.Candidate.Learners;
        var scores = Enumerable.Range(0, predicted.Length).Select(_ => new double[learners.Count][]).ToArray();
        Parallel.For(0, predicted.Length * learners.Count, Pipeline.Cores(train, cancellationToken), job =>
        {
            var (part, learner) = Math.DivRem(job, learners.Count);
            int[] fewer = [.. train.Where((_, i) => parts[i] <= part)];
            var member = learners[learner].Fit(rows, fewer, InnerCrossValidation.Seed(seed, -100 - job), verify: false);
            scores[part][learner] = [.. test.Select(row => member.Score(rows.Features[row]))];
        });
        for (var part = 0; part < predicted.Length; part++)
        {
            var values = pipeline.Chosen.CalibratedEnsemble.Probabilities(scores[part]);
            for (var i = 0; i < test.Length; i++) predicted[part].Set(test[i], values[i], pipeline.Threshold);
        }
    }
}

/// <summary>Hold-out predictions by models of fewer patients, flagged by a threshold that was chosen on none of those predicted.</summary>
/// <param name="probabilities">By row.</param>
/// <param name="flagged">By row.</param>
internal sealed class FewerPatients(double[] probabilities, bool[] flagged)
{
    public FewerPatients(int rows)
        : this(new double[rows], new bool[rows])
    {
    }

    /// <summary>What is said of a row.</summary>
    public void Set(int row, double probability, double threshold) =>
        (probabilities[row], flagged[row]) = (probability, probability >= threshold);

    /// <summary>A point of the learning curve.</summary>
    public LearningPoint Measure(bool[] outcomes, int trainingPatients)
    {
        var confusion = ConfusionMatrix.Of(flagged, outcomes);
        return new LearningPoint(
            trainingPatients,
            RankedOutcomes.Of(probabilities, outcomes).RocAuc(),
            ProbabilityScore.LogLoss(probabilities, outcomes),
            confusion.Recall)
        {
            Precision = confusion.Precision,
        };
    }
}
