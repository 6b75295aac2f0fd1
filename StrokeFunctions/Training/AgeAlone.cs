using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// What a logistic regression on age alone reaches on the same hold-out patients: what ten values must beat. Its ranking has no choice, so
/// that the threshold follows from the training part itself.
/// </summary>
internal sealed class AgeAlone(int rows)
{
    private readonly double[] _probabilities = new double[rows];
    private readonly bool[] _flagged = new bool[rows];

    /// <summary>Probabilities of a fold's patients, and the threshold from those trained on.</summary>
    public static (double[] Probabilities, double Threshold) Predict(TrainingRows table, int[] test, int[] train, TrainingOptions options)
    {
        bool[] outcomes = [.. train.Select(row => table.Outcomes[row])];
        double[] ages = [.. train.Select(AgeOf)];
        var fit = LogisticFit.Fit([ages], outcomes, penalty: 1e-6);
        double Probability(double age) => ProbabilityScore.Logistic(fit.Intercept + (fit.Slopes[0] * age));
        var ranked = RankedOutcomes.Of(Array.ConvertAll(ages, Probability), outcomes);
        var goal = WorkingPointGoal.Of(options);
        var minPrecision = goal.PrecisionFor(outcomes.Average(stroke => stroke ? 1.0 : 0));
        var point = Curves.MaxRecall(ranked, minPrecision, goal.MaxFlaggedShare);
        return ([.. test.Select(row => Probability(AgeOf(row)))], point?.Threshold ?? 1);

        // In units of 20 years from 50, as the featurizer has it.
        double AgeOf(int row) => (table.Patients[row][Schema.Age] - 50) / 20;
    }

    /// <summary>Predicts a fold.</summary>
    public void AddFold(TrainingRows table, int[] test, int[] train, TrainingOptions options)
    {
        var (probabilities, threshold) = Predict(table, test, train, options);
        for (var i = 0; i < test.Length; i++)
            (_probabilities[test[i]], _flagged[test[i]]) = (probabilities[i], probabilities[i] >= threshold);
    }

    /// <summary>Among all patients, and among those whose bmi was measured where these may be told apart.</summary>
    public IReadOnlyList<BaselineQuality> Measure(TrainingRows table, IReadOnlyList<SubgroupEvaluation> subgroups)
    {
        var measured = subgroups.Any(group => group is { Name: "bmi", Value: "measured", Performance: not null });
        var all = Of("all", table.AllRows);
        return measured ? [all, Of("bmi measured", [.. table.AllRows.Where(table.HasBmi)])] : [all];

        BaselineQuality Of(string patients, int[] of)
        {
            bool[] outcomes = [.. of.Select(row => table.Outcomes[row])];
            var confusion = ConfusionMatrix.Of([.. of.Select(row => _flagged[row])], outcomes);
            return new BaselineQuality(
                patients,
                Wilson.Share(confusion.TruePositives, confusion.Positives),
                Wilson.Share(confusion.TruePositives, confusion.Flagged),
                RankedOutcomes.Of([.. of.Select(row => _probabilities[row])], outcomes).RocAuc());
        }
    }
}
