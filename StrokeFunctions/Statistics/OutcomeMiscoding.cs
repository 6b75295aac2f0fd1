using MathNet.Numerics.Distributions;

namespace StrokeFunctions.Statistics;

/// <summary>
/// Whether some of those without a stroke were written down with one: the model of a misclassified outcome of Hausman, Abrevaya and
/// Scott-Morton (J Econometrics 1998;87:239), P(y = 1) = c + (1 - c) logistic(a + l). Where more people have strokes, a rises, and
/// everybody's risk
/// by one factor; where codes are wrong, young healthy patients suddenly have strokes, whose own risk is a tenth of c. So the two are told
/// apart, from far fewer strokes than a slope needs.
/// </summary>
/// <param name="Share">c: the likeliest share of those without a stroke who are coded with one, 0 to <see cref="MaxShare"/>.</param>
/// <param name="Intercept">a, beside it.</param>
/// <param name="LikelihoodRatio">Twice the gain of log likelihood over c = 0.</param>
internal sealed record OutcomeMiscoding(double Share, double Intercept, double LikelihoodRatio)
{
    /// <summary>More than this share is no slip of a code; O/E shows it.</summary>
    public const double MaxShare = 0.3;

    /// <summary>Less than this changes no decision.</summary>
    public const double MaterialShare = 0.01;

    /// <summary>
    /// Likelihood ratio from which on it is told: a chance of 1 in 400 if no code is wrong (half a chi-square, as c can't be negative).
    /// </summary>
    public const double AlarmRatio = 7.88;

    /// <summary>The chance of such a ratio if no code is wrong.</summary>
    public double PValue => LikelihoodRatio <= 0 ? 1 : (1 - ChiSquared.CDF(1, LikelihoodRatio)) / 2;

    /// <summary>Whether codes are likely wrong.</summary>
    public bool Found => LikelihoodRatio >= AlarmRatio && Share >= MaterialShare;

    /// <summary>Fits c and a by the EM algorithm's close relative: a golden-section search over c, Newton steps for a.</summary>
    public static OutcomeMiscoding Of(ReadOnlySpan<double> logOdds, ReadOnlySpan<bool> outcomes)
    {
        if (outcomes.Count(true) == 0) return new OutcomeMiscoding(0, 0, 0);
        var none = Likeliest(logOdds, outcomes, 0);
        var (low, high) = (0.0, MaxShare);
        var golden = (Math.Sqrt(5) - 1) / 2;
        for (var i = 0; i < 18; i++)
        {
            var (left, right) = (high - (golden * (high - low)), low + (golden * (high - low)));
            if (Likeliest(logOdds, outcomes, left).LogLikelihood >= Likeliest(logOdds, outcomes, right).LogLikelihood) high = right;
            else low = left;
        }

        var share = (low + high) / 2;
        var best = Likeliest(logOdds, outcomes, share);
        return best.LogLikelihood <= none.LogLikelihood
            ? new OutcomeMiscoding(0, none.Intercept, 0)
            : new OutcomeMiscoding(share, best.Intercept, 2 * (best.LogLikelihood - none.LogLikelihood));
    }

    /// <summary>The likeliest a for a share c, drawn to 0 by the same prior as a recalibration's, and its log likelihood.</summary>
    private static (double Intercept, double LogLikelihood) Likeliest(
        ReadOnlySpan<double> logOdds, ReadOnlySpan<bool> outcomes, double share)
    {
        const double precision = 1 / (Recalibration.PriorDeviation * Recalibration.PriorDeviation);
        double a = 0, logLikelihood = 0;
        for (var iteration = 0; iteration < 30; iteration++)
        {
            double gradient = -precision * a, curvature = precision;
            logLikelihood = -precision * a * a / 2;
            for (var i = 0; i < logOdds.Length; i++)
            {
                var p = ProbabilityScore.Logistic(a + logOdds[i]);
                var q = share + ((1 - share) * p);
                var slope = (1 - share) * p * (1 - p);
                var variance = Math.Max(q * (1 - q), ProbabilityScore.Epsilon);
                gradient += ((outcomes[i] ? 1 : 0) - q) * slope / variance;
                curvature += slope * slope / variance;
                logLikelihood -= ProbabilityScore.LogLoss(q, outcomes[i]);
            }

            var step = Math.Clamp(gradient / curvature, -1, 1);
            a += step;
            if (Math.Abs(step) < 1e-8) break;
        }

        return (a, logLikelihood);
    }
}
