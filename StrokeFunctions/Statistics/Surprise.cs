using MathNet.Numerics;

namespace StrokeFunctions.Statistics;

/// <summary>
/// How much worse outcomes agree with a model's probabilities than those probabilities themselves lead to expect, one-sided: the mean log loss
/// minus the mean entropy. For a calibrated model it is 0 whoever the patients are, so a file of older or younger patients does not mislead it,
/// and it sees a loss of calibration or of ranking before recall and precision do.
/// </summary>
/// <param name="Reference">The excess of the reference, in nats.</param>
/// <param name="Current">The excess now, in nats.</param>
/// <param name="PValue">The chance of an excess this large or larger, had nothing changed: a gamma approximation that keeps the sum's skewness.</param>
/// <param name="StandardError">Of the sum of excesses, the error of the reference's own among it.</param>
/// <param name="Entropy">The sum of the entropies, in nats.</param>
internal sealed record Surprise(double Reference, double Current, double PValue, double StandardError, double Entropy)
{
    /// <summary>Tests at least one patient.</summary>
    /// <param name="probabilities">What the model said.</param>
    /// <param name="outcomes">What happened.</param>
    /// <param name="referenceLogLoss">The model's held-out log loss with its interval.</param>
    /// <param name="referenceEntropy">The mean entropy of its held-out probabilities.</param>
    public static Surprise Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, Estimate referenceLogLoss, double referenceEntropy)
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
        return new Surprise(before, excess / n, UpperTail(z, skew / Math.Pow(total, 1.5)), Math.Sqrt(total), entropy);
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
