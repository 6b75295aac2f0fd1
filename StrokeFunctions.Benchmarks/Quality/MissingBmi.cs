using StrokeFunctions.Patients;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>What it costs if a missing bmi may not be a signal: the pipeline trained otherwise, measured on the same folds.</summary>
internal sealed class MissingBmi(TrainingRows rows, TrainingOptions options)
{
    private const int LikeAge = 2;

    private readonly TrainingRows _drawn = TrainingRows.From(WithDrawnBmi(rows, options.Seed));

    /// <summary>Predicts a fold that none of them has seen.</summary>
    public void AddFold(QualityTable table, int repeat, int[] test, int[] train, int seed)
    {
        int[] measured = [.. train.Where(rows.HasBmi)];
        var (probabilities, threshold) = Predict(rows, test, measured, seed);
        table.Add("trained on patients with bmi measured, measured on them", repeat, test, probabilities, threshold, rows.HasBmi);
        table.Add("the same, measured on all", repeat, test, probabilities, threshold);
        (probabilities, threshold) = Predict(_drawn, test, train, seed);
        table.Add("a missing bmi drawn from patients of like age", repeat, test, probabilities, threshold);
        table.Add("the same, among patients with bmi measured", repeat, test, probabilities, threshold, rows.HasBmi);
    }

    private (double[] Probabilities, double Threshold) Predict(TrainingRows table, int[] test, int[] train, int seed)
    {
        var pipeline = Pipeline.Fit(table, train, Candidate.Competing, options, seed, verify: false, CancellationToken.None);
        return ([.. test.Select(row => pipeline.Probability(table.Features[row]))], pipeline.Threshold);
    }

    /// <summary>
    /// The bmi of a patient at random, at most so many years older or younger, in the place of a missing one: a constant would be a signal
    /// to trees. Outcomes are not looked at.
    /// </summary>
    private static DatasetRow[] WithDrawnBmi(TrainingRows rows, int seed)
    {
        var random = new Random(seed);
        int[] measured = [.. rows.AllRows.Where(rows.HasBmi)];
        return [.. rows.AllRows.Select(row =>
        {
            var patient = rows.Patients[row];
            if (!rows.HasBmi(row))
            {
                int[] like = [.. measured.Where(other => Math.Abs(rows.Patients[other][Schema.Age] - patient[Schema.Age]) <= LikeAge)];
                patient[Schema.Bmi.Index] = rows.Patients[like[random.Next(like.Length)]][Schema.Bmi];
            }

            return new DatasetRow(row + 2, rows.Ids[row], patient, rows.Outcomes[row]);
        })];
    }
}
