using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Members' scores turned into calibrated log odds: intercept + sum of weight times score. Each score is divided by its spread, so that
/// all members count alike; one slope and the intercept are then fitted to the outcomes (Platt 1999) on scores of rows that the members
/// did not see. Fitting a weight for each member was measured to be worse with a few hundred strokes.
/// </summary>
/// <param name="Intercept">Log odds where every score is 0.</param>
/// <param name="Weights">By member.</param>
internal sealed record Combination(double Intercept, IReadOnlyList<double> Weights)
{
    /// <summary>The least spread that a score is divided by.</summary>
    private const double LeastSpread = 1e-9;

    /// <summary>Fits on out-of-fold scores.</summary>
    public static Combination Fit(IReadOnlyList<double[]> scores, bool[] outcomes)
    {
        double[] shares = [.. scores.Select(score => 1 / Math.Max(Spread(score), LeastSpread))];
        var sum = new double[outcomes.Length];
        for (var member = 0; member < scores.Count; member++)
        {
            for (var i = 0; i < sum.Length; i++) sum[i] += shares[member] * scores[member][i];
        }

        // The least penalty that keeps the slope finite where the classes are separable.
        var fit = LogisticFit.Fit([sum], outcomes, penalty: 1e-6);
        return new Combination(fit.Intercept, [.. shares.Select(share => share * fit.Slopes[0])]);
    }

    /// <summary>Calibrated probabilities.</summary>
    public double[] Probabilities(IReadOnlyList<double[]> scores)
    {
        var probabilities = new double[scores[0].Length];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var logOdds = Intercept;
            for (var member = 0; member < scores.Count; member++) logOdds += Weights[member] * scores[member][i];
            probabilities[i] = ProbabilityScore.Logistic(logOdds);
        }

        return probabilities;
    }

    private static double Spread(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }
}
