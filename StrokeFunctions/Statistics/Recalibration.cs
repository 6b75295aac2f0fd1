using MathNet.Numerics.Distributions;

namespace StrokeFunctions.Statistics;

/// <summary>How much of a model's calibration new patients ask to be changed.</summary>
internal enum RecalibrationKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The intercept: everybody's odds by one factor.</summary>
    Intercept,

    /// <summary>Intercept and slope: probabilities are also too far apart, or too near to each other.</summary>
    Slope,
}

/// <summary>
/// New log odds a + b l for a model's log odds l, and how many of a and b the patients speak for: the closed test of Vergouwe et al.,
/// Stat Med 2017;36:4529, which never changes more than can be shown. The largest change (a and b) is tested against none at
/// 0.05; if it holds, against the intercept alone. Under <see cref="MinStrokesForSlope"/> strokes only the intercept is tested: a slope
/// from so few is noise.
/// </summary>
/// <param name="Kind">What was chosen.</param>
/// <param name="Intercept">a.</param>
/// <param name="Slope">b.</param>
/// <param name="FittedSlope">b as the patients alone would have it, whatever was chosen; null under <see
/// cref="MinStrokesForSlope"/>.</param>
internal sealed record Recalibration(RecalibrationKind Kind, double Intercept, double Slope, double? FittedSlope)
{
    /// <summary>Of the tests.</summary>
    public const double Level = 0.05;

    /// <summary>Fewer strokes than this tell nothing of a slope.</summary>
    public const int MinStrokesForSlope = 50;

    /// <summary>A flatter slope is not taken: what ranks so badly is no longer this model.</summary>
    public const double MinSlope = 0.3;

    /// <summary>
    /// Standard deviation of the normal prior of the shift of the mean log odds: a factor of 2 of the odds. It draws an intercept from a
    /// dozen strokes a little towards the model's own, which is likelier before anything was seen.
    /// </summary>
    public const double PriorDeviation = 0.7;

    /// <summary>No change.</summary>
    public static readonly Recalibration Unchanged = new(RecalibrationKind.None, 0, 1, null);

    private const int MaxIterations = 50;
    private const double Tolerance = 1e-10;

    /// <summary>Chooses and fits on patients whom the model has not seen.</summary>
    public static Recalibration Choose(ReadOnlySpan<double> logOdds, ReadOnlySpan<bool> outcomes)
    {
        var strokes = outcomes.Count(true);
        if (strokes == 0 || strokes == outcomes.Length) return Unchanged;
        var original = LogLikelihood(logOdds, outcomes, 0, 1);
        var shift = Fit(logOdds, outcomes, slope: false, precision: 0);
        var shifted = LogLikelihood(logOdds, outcomes, shift.Intercept, shift.Slope);
        if (Math.Min(strokes, outcomes.Length - strokes) < MinStrokesForSlope)
            return PValue(shifted - original, 1) < Level ? Fit(RecalibrationKind.Intercept, logOdds, outcomes) : Unchanged;

        var bent = Fit(logOdds, outcomes, slope: true, precision: 0);
        var both = LogLikelihood(logOdds, outcomes, bent.Intercept, bent.Slope);
        if (PValue(both - original, 2) >= Level) return Unchanged with { FittedSlope = bent.Slope };
        var kind = PValue(both - shifted, 1) < Level ? RecalibrationKind.Slope : RecalibrationKind.Intercept;
        return Fit(kind, logOdds, outcomes) with { FittedSlope = bent.Slope };
    }

    /// <summary>Fits what was chosen: the maximum a posteriori of the intercept, the likeliest slope.</summary>
    public static Recalibration Fit(RecalibrationKind kind, ReadOnlySpan<double> logOdds, ReadOnlySpan<bool> outcomes)
    {
        if (kind == RecalibrationKind.None) return Unchanged;
        var (intercept, slope) = Fit(logOdds, outcomes, kind == RecalibrationKind.Slope, 1 / (PriorDeviation * PriorDeviation));
        return new Recalibration(kind, intercept, slope, null);
    }

    /// <summary>The new log odds of a patient.</summary>
    public double Apply(double logOdds) => Intercept + (Slope * logOdds);

    private static double PValue(double gain, int parameters) => 1 - ChiSquared.CDF(parameters, Math.Max(0, 2 * gain));

    /// <summary>
    /// Newton's method on s and b of s + m + b (l - m), m the mean of the l weighted by p(1 - p): there, s is the shift of the typical
    /// stroke's log odds whatever the slope, so that one prior of it serves both kinds.
    /// </summary>
    private static (double Intercept, double Slope) Fit(
        ReadOnlySpan<double> logOdds,
        ReadOnlySpan<bool> outcomes,
        bool slope,
        double precision
    )
    {
        double weight = 0, centre = 0;
        foreach (var l in logOdds)
        {
            var p = ProbabilityScore.Logistic(l);
            weight += p * (1 - p);
            centre += p * (1 - p) * l;
        }

        centre = weight > 0 ? centre / weight : 0;
        double s = 0, b = 1;
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            double gradient0 = -precision * s, gradient1 = 0, h00 = precision, h01 = 0, h11 = 0;
            for (var i = 0; i < logOdds.Length; i++)
            {
                var x = logOdds[i] - centre;
                var p = ProbabilityScore.Logistic(s + centre + (b * x));
                var (error, variance) = ((outcomes[i] ? 1 : 0) - p, p * (1 - p));
                gradient0 += error;
                h00 += variance;
                if (!slope) continue;
                gradient1 += error * x;
                h01 += variance * x;
                h11 += variance * x * x;
            }

            var determinant = (h00 * h11) - (h01 * h01);
            var free = slope && determinant > 0;
            var step0 = free ? ((h11 * gradient0) - (h01 * gradient1)) / determinant : gradient0 / Math.Max(h00, Tolerance);
            var step1 = free ? ((h00 * gradient1) - (h01 * gradient0)) / determinant : 0;
            // A longer step overshoots where outcomes are rare.
            var largest = Math.Max(Math.Abs(step0), Math.Abs(step1));
            var scale = largest > 1 ? 1 / largest : 1;
            s += scale * step0;
            b = Math.Max(MinSlope, b + (scale * step1));
            if (largest < Tolerance) break;
        }

        return (s + centre - (b * centre), b);
    }

    private static double LogLikelihood(ReadOnlySpan<double> logOdds, ReadOnlySpan<bool> outcomes, double intercept, double slope)
    {
        double sum = 0;
        for (var i = 0; i < logOdds.Length; i++)
            sum -= ProbabilityScore.LogLoss(ProbabilityScore.Logistic(intercept + (slope * logOdds[i])), outcomes[i]);
        return sum;
    }
}
