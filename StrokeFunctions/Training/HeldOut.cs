using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>What models say of patients that they did not see, from one cross-validation of the whole pipeline, its choices included.</summary>
/// <param name="Probabilities">By row.</param>
/// <param name="Flagged">By row, with the threshold of the model that predicted it.</param>
/// <param name="LearningCurve">Quality by number of training patients.</param>
/// <param name="Importance">What each column is worth, the most important first.</param>
internal sealed record HeldOut(
    double[] Probabilities, bool[] Flagged, IReadOnlyList<LearningPoint> LearningCurve, IReadOnlyList<ColumnImportance> Importance)
{
    /// <summary>The learning curve's parts of the training patients: a quarter, a half, three quarters.</summary>
    private const int Parts = 4;

    /// <summary>How often each column is shuffled.</summary>
    private const int Shuffles = 3;

    /// <summary>Held-out rows of a fold that are shuffled: enough for two digits.</summary>
    private const int ShuffledRows = 2000;

    /// <summary>Predicts every row by a pipeline that was chosen and trained without its fold.</summary>
    public static HeldOut Predict(
        TrainingRows rows, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var probabilities = new double[rows.Count];
        var flagged = new bool[rows.Count];
        var smaller = Enumerable.Range(0, Parts - 1).Select(_ => new double[rows.Count]).ToArray();
        var importance = new ImportanceStudy(rows.Count);
        var assigned = StratifiedFolds.Assign(rows, rows.AllRows, options.Folds, options.Seed);
        for (var fold = 0; fold < options.Folds; fold++)
        {
            progress?.Report(new TrainingProgress("measuring on held-out patients", (double)fold / (options.Folds + 2)));
            var (inside, outside) = StratifiedFolds.Split(rows.AllRows, assigned, fold);
            var seed = OutOfFold.Seed(options.Seed, fold + 1);
            var pipeline = Pipeline.Fit(rows, outside, Candidate.Competing, options, seed, verify: false, cancellationToken);
            foreach (var row in inside)
            {
                probabilities[row] = pipeline.Probability(rows.Features[row]);
                flagged[row] = probabilities[row] >= pipeline.Threshold;
            }

            if (rows.Count <= Pipeline.ManyRows) PredictWithFewer(rows, inside, outside, pipeline, seed, smaller, cancellationToken);
            importance.Add(rows, [.. inside.Take(ShuffledRows)], pipeline, Shuffles, seed, cancellationToken);
        }

        return new HeldOut(probabilities, flagged, Points(rows, [.. smaller, probabilities], options), importance.Measure(rows, probabilities));
    }

    private static LearningPoint[] Points(TrainingRows rows, double[][] predicted, TrainingOptions options) =>
        // With so many rows more of them teach nothing that a plot could show.
        rows.Count > Pipeline.ManyRows ? [] : [.. predicted.Select((probabilities, part) =>
            Point(rows, probabilities, (int)((long)rows.Count * (options.Folds - 1) / options.Folds * (part + 1) / Parts), options))];

    /// <summary>The same candidate trained on a part of the training rows, calibrated as the whole is.</summary>
    private static void PredictWithFewer(
        TrainingRows rows, int[] inside, int[] outside, Pipeline pipeline, int seed, double[][] predicted, CancellationToken cancellationToken)
    {
        var parts = StratifiedFolds.Assign(rows, outside, Parts, seed);
        var learners = pipeline.Chosen.Candidate.Learners;
        var scores = Enumerable.Range(0, predicted.Length).Select(_ => new double[learners.Count][]).ToArray();
        Parallel.For(0, predicted.Length * learners.Count, Pipeline.Cores(outside, cancellationToken), job =>
        {
            var (part, learner) = Math.DivRem(job, learners.Count);
            int[] fewer = [.. outside.Where((_, i) => parts[i] <= part)];
            var member = learners[learner].Fit(rows, fewer, OutOfFold.Seed(seed, -100 - job), verify: false);
            scores[part][learner] = [.. inside.Select(row => member.Score(rows.Features[row]))];
        });
        for (var part = 0; part < predicted.Length; part++)
        {
            var values = pipeline.Chosen.Combination.Probabilities(scores[part]);
            for (var i = 0; i < inside.Length; i++) predicted[part][inside[i]] = values[i];
        }
    }

    private static LearningPoint Point(TrainingRows rows, double[] probabilities, int trainingPatients, TrainingOptions options)
    {
        var ranked = RankedOutcomes.Of(probabilities, rows.Outcomes);
        return new LearningPoint(
            trainingPatients,
            ranked.AreaUnderRocCurve(),
            ProbabilityScore.LogLoss(probabilities, rows.Outcomes),
            Curves.LargestRecall(ranked, options.PrecisionFloor)?.Recall ?? 0);
    }
}
