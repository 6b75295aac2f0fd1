using MathNet.Numerics.LinearAlgebra;

namespace StrokeFunctions.Statistics;

/// <summary>Whether probabilities mean what they say.</summary>
internal static class Calibration
{
    /// <summary>
    /// Calibration in the large: a of logit(y) = a + logit(p), with a Wald interval; ideal 0. Needs both outcomes.
    /// </summary>
    public static Estimate Intercept(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        var fit = LogisticFit.Fit([], outcomes, LogOdds(probabilities));
        return Wald(fit.Intercept, fit.InterceptError, outcomes.Length);
    }

    /// <summary>
    /// b of logit(y) = a + b logit(p), with a Wald interval; ideal 1. Needs both outcomes. Of probabilities that are all the same it is 0,
    /// with an interval that says that nothing is known of it.
    /// </summary>
    public static Estimate Slope(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        var logOdds = LogOdds(probabilities);
        var isConstant = Array.TrueForAll(logOdds, value => value == logOdds[0]);
        var fit = LogisticFit.Fit([isConstant ? new double[logOdds.Length] : logOdds], outcomes, penalty: isConstant ? 1e-6 : 0);
        return Wald(fit.Slopes[0], fit.SlopeErrors[0], outcomes.Length);
    }

    /// <summary>
    /// Strokes divided by the sum of the probabilities; ideal 1; 0 where nothing is expected. Weights as in <see cref="ProbabilityScore"/>.
    /// </summary>
    public static double ObservedToExpected(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, ReadOnlySpan<int> weights = default)
    {
        double expected = 0;
        long observed = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            expected += weight * probabilities[i];
            if (outcomes[i]) observed += weight;
        }

        return expected == 0 ? 0 : observed / expected;
    }

    /// <summary>
    /// Groups of equal size by rising probability, at most <paramref name="groups"/>; fewer where there are fewer patients.
    /// </summary>
    public static IReadOnlyList<ReliabilityBin> Reliability(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, int groups)
    {
        var keys = probabilities.ToArray();
        var sorted = outcomes.ToArray();
        Array.Sort(keys, sorted);
        var bins = new List<ReliabilityBin>(groups);
        for (var group = 0; group < groups; group++)
        {
            var from = (int)((long)keys.Length * group / groups);
            var to = (int)((long)keys.Length * (group + 1) / groups);
            if (from == to) continue;
            bins.Add(new ReliabilityBin(keys[from..to].Average(), Wilson.Share(sorted[from..to].Count(stroke => stroke), to - from)));
        }

        return bins;
    }

    private static double[] LogOdds(ReadOnlySpan<double> probabilities)
    {
        var logOdds = new double[probabilities.Length];
        for (var i = 0; i < logOdds.Length; i++) logOdds[i] = ProbabilityScore.Logit(probabilities[i]);
        return logOdds;
    }

    private static Estimate Wald(double value, double error, int n) =>
        new(value, value - (Wilson.Z95 * error), value + (Wilson.Z95 * error), n);
}

/// <summary>A logistic regression on a few columns by Newton's method: exact, deterministic, for calibration and combination.</summary>
/// <param name="Intercept">a of logit(y) = a + sum of b x + offset.</param>
/// <param name="Slopes">The b, one for each column.</param>
/// <param name="InterceptError">Standard error of the intercept, from the information matrix.</param>
/// <param name="SlopeErrors">Standard errors of the slopes.</param>
internal sealed record LogisticFit(
    double Intercept, IReadOnlyList<double> Slopes, double InterceptError, IReadOnlyList<double> SlopeErrors)
{
    private const int MaxIterations = 100;
    private const double Tolerance = 1e-12;

    /// <summary>Fits.</summary>
    /// <param name="columns">The x, column by column; none fits only the intercept.</param>
    /// <param name="outcomes">The y.</param>
    /// <param name="offset">Added to the log-odds with slope 1; empty: 0.</param>
    /// <param name="penalty">Half of this times the sum of squared slopes is added to the loss. Keeps separable data finite.</param>
    public static LogisticFit Fit(
        IReadOnlyList<double[]> columns, ReadOnlySpan<bool> outcomes, ReadOnlySpan<double> offset = default, double penalty = 0)
    {
        var width = columns.Count + 1;
        var weights = Vector<double>.Build.Dense(width);
        Matrix<double> information = Matrix<double>.Build.DenseIdentity(width);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            (var gradient, information) = Derivatives(columns, outcomes, offset, weights);
            for (var j = 1; j < width; j++)
            {
                gradient[j] -= penalty * weights[j];
                information[j, j] += penalty;
            }

            var step = information.Cholesky().Solve(gradient);
            var largest = step.AbsoluteMaximum();
            // A step in log-odds beyond this overshoots when the classes are far apart.
            weights += largest > 5 ? step * (5 / largest) : step;
            if (largest < Tolerance) break;
        }

        var errors = information.Inverse().Diagonal().PointwiseSqrt();
        return new LogisticFit(weights[0], [.. weights.Skip(1)], errors[0], [.. errors.Skip(1)]);
    }

    private static (Vector<double> Gradient, Matrix<double> Information) Derivatives(
        IReadOnlyList<double[]> columns, ReadOnlySpan<bool> outcomes, ReadOnlySpan<double> offset, Vector<double> weights)
    {
        var width = columns.Count + 1;
        var gradient = new double[width];
        var information = new double[width, width];
        var x = new double[width];
        x[0] = 1;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var logOdds = weights[0] + (offset.IsEmpty ? 0 : offset[i]);
            for (var j = 1; j < width; j++)
            {
                x[j] = columns[j - 1][i];
                logOdds += weights[j] * x[j];
            }

            var p = ProbabilityScore.Logistic(logOdds);
            var error = (outcomes[i] ? 1 : 0) - p;
            var variance = Math.Max(p * (1 - p), ProbabilityScore.Epsilon);
            for (var j = 0; j < width; j++)
            {
                gradient[j] += error * x[j];
                for (var k = 0; k <= j; k++) information[j, k] += variance * x[j] * x[k];
            }
        }

        for (var j = 0; j < width; j++)
        {
            for (var k = j + 1; k < width; k++) information[j, k] = information[k, j];
        }

        return (Vector<double>.Build.Dense(gradient), Matrix<double>.Build.DenseOfArray(information));
    }
}
