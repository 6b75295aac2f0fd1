namespace StrokeFunctions.Statistics;

/// <summary>
/// Proper scores of probabilities: best, on average, for who tells the truth.
/// Weights say how often each patient counts (empty: once), as in a bootstrap replicate.
/// </summary>
internal static class ProbabilityScore
{
    /// <summary>
    /// Probabilities are kept this far from 0 and 1 when a logarithm is taken: the machine epsilon, as scikit-learn does.
    /// </summary>
    public const double Epsilon = 2.220446049250313e-16;

    /// <summary>Brier score: mean of (p - y)^2, 0 (best) to 1.</summary>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, ReadOnlySpan<int> weights = default)
    {
        double sum = 0;
        long n = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            var error = probabilities[i] - (outcomes[i] ? 1 : 0);
            sum += weight * error * error;
            n += weight;
        }

        return n == 0 ? 0 : sum / n;
    }

    /// <summary>Log loss: mean of -ln(probability given to what happened), in nats, 0 (best) and up.</summary>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, ReadOnlySpan<int> weights = default)
    {
        double sum = 0;
        long n = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            sum += weight * LogLoss(probabilities[i], outcomes[i]);
            n += weight;
        }

        return n == 0 ? 0 : sum / n;
    }

    /// <summary>Log loss of one patient, in nats.</summary>
    public static double LogLoss(double probability, bool outcome)
    {
        var p = Math.Clamp(probability, Epsilon, 1 - Epsilon);
        return -Math.Log(outcome ? p : 1 - p);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    public static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>ln(p / (1 - p)), p kept off 0 and 1.</summary>
    public static double Logit(double probability)
    {
        var p = Math.Clamp(probability, Epsilon, 1 - Epsilon);
        return Math.Log(p / (1 - p));
    }
}
