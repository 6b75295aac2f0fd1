using MathNet.Numerics;

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

    /// <summary>The log loss to expect of a patient if the probability is true: -p ln p - (1 - p) ln(1 - p), in nats.</summary>
    public static double Entropy(double probability) =>
        (probability * LogLoss(probability, true)) + ((1 - probability) * LogLoss(probability, false));

    /// <summary>1 / (1 + e^-x).</summary>
    public static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>ln(p / (1 - p)), p kept off 0 and 1.</summary>
    public static double Logit(double probability)
    {
        var p = Math.Clamp(probability, Epsilon, 1 - Epsilon);
        return Math.Log(p / (1 - p));
    }
}

/// <summary>
/// How much worse outcomes agree with a model's probabilities than those probabilities themselves lead to expect, one-sided: the mean log
/// loss minus the mean entropy. For a calibrated model it is 0 whoever the patients are, so a file of older or younger patients does not
/// mislead it, and it sees a loss of calibration or of ranking before recall and precision do.
/// </summary>
/// <param name="Reference">The excess of the reference, in nats.</param>
/// <param name="Current">The excess now, in nats.</param>
/// <param name="PValue">The chance of an excess this large or larger, had nothing changed: a gamma approximation that keeps the sum's
/// skewness.</param>
/// <param name="StandardError">Of the sum of excesses, the error of the reference's own among it.</param>
/// <param name="Entropy">The sum of the entropies, in nats.</param>
internal sealed record ExcessLogLoss(double Reference, double Current, double PValue, double StandardError, double Entropy)
{
    /// <summary>Tests at least one patient.</summary>
    /// <param name="probabilities">What the model said.</param>
    /// <param name="outcomes">What happened.</param>
    /// <param name="referenceLogLoss">The model's held-out log loss with its interval.</param>
    /// <param name="referenceEntropy">The mean entropy of its held-out probabilities.</param>
    public static ExcessLogLoss Of(
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<bool> outcomes,
        Estimate referenceLogLoss,
        double referenceEntropy
    )
    {
        double excess = 0, variance = 0, skew = 0, entropy = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var (p, logit) = (probabilities[i], ProbabilityScore.Logit(probabilities[i]));
            var expected = ProbabilityScore.Entropy(p);
            excess += ProbabilityScore.LogLoss(p, outcomes[i]) - expected;
            entropy += expected;
            variance += p * (1 - p) * logit * logit;
            // Third central moment of -logit * (y - p).
            skew -= p * (1 - p) * (1 - (2 * p)) * logit * logit * logit;
        }

        double n = probabilities.Length;
        // The reference's own excess is known only within its error.
        var referenceError = (referenceLogLoss.High - referenceLogLoss.Low) / (2 * Wilson.Z95);
        var before = referenceLogLoss.Value - referenceEntropy;
        var total = variance + (n * n * referenceError * referenceError);
        var z = (excess - (n * Math.Max(0, before))) / Math.Sqrt(total);
        return new ExcessLogLoss(before, excess / n, UpperTail(z, skew / Math.Pow(total, 1.5)), Math.Sqrt(total), entropy);
    }

    /// <summary>The chance that an excess of this share of the entropy is noticed at a level; 0 to 1.</summary>
    public double Power(double loss, double level) => NormalUpTo((loss * Entropy / StandardError) - NormalQuantile(1 - level));

    /// <summary>The upper tail of a sum of that skewness: a shifted gamma distribution of that skewness, normal without.</summary>
    private static double UpperTail(double z, double skewness)
    {
        if (Math.Abs(skewness) < 1e-6) return 1 - NormalUpTo(z);
        var shape = 4 / (skewness * skewness);
        if (skewness < 0) return SpecialFunctions.GammaLowerRegularized(shape, Math.Max(0, shape - (z * Math.Sqrt(shape))));
        return SpecialFunctions.GammaUpperRegularized(shape, Math.Max(0, shape + (z * Math.Sqrt(shape))));
    }

    private static double NormalUpTo(double z) => SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2;

    private static double NormalQuantile(double share) => -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * share);
}
