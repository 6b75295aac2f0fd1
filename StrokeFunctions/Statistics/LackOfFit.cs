namespace StrokeFunctions.Statistics;

/// <summary>
/// Whether an update's intercept and slope are enough: patients in groups of like risk, in each of which strokes may be more or fewer than
/// the updated model expects, beyond what the base's own hold-out patients in that group already showed. What is left is a change of
/// shape, which no intercept and no slope repairs.
/// </summary>
/// <remarks>
/// For a group g of the window, a = (O - E) / I is the shift of its log odds under the update, and a0 the same of the hold-out patients of
/// that range under the base; the sum of (a - a0)^2 / (1/I + 1/I0) is chi-square with as many degrees of freedom as there are groups,
/// less the parameters that were fitted to the window: the test of Hosmer and Lemeshow (Commun Stat 1980;9:1043), with the error of the
/// reference counted as <see cref="CalibrationChange"/> counts it.
/// </remarks>
/// <param name="Groups">Groups of like risk; 0 where the window has too few strokes for more groups than parameters.</param>
/// <param name="ChiSquared">The sum.</param>
/// <param name="PValue">The chance of such a sum if the update fits; 1 where nothing could be tested.</param>
internal sealed record LackOfFit(int Groups, double ChiSquared, double PValue)
{
    /// <summary>A chance below this is told. A false alarm costs a training, and changes nothing that serves.</summary>
    public const double Level = 0.01;

    private const int MaxGroups = 10;

    /// <summary>Whether strokes don't follow the updated risks.</summary>
    public bool Found => PValue < Level;

    /// <summary>Tests.</summary>
    /// <param name="logOdds">What the base says of the window's patients.</param>
    /// <param name="outcomes">What happened to them.</param>
    /// <param name="fit">What was fitted to them.</param>
    /// <param name="heldOutLogOdds">What was said of the base's own patients while they were held out.</param>
    /// <param name="heldOutOutcomes">What happened to those.</param>
    public static LackOfFit Of(
        ReadOnlySpan<double> logOdds, ReadOnlySpan<bool> outcomes, Recalibration fit,
        ReadOnlySpan<double> heldOutLogOdds, ReadOnlySpan<bool> heldOutOutcomes)
    {
        var (sorted, stroke) = (logOdds.ToArray(), outcomes.ToArray());
        Array.Sort(sorted, stroke);
        var (reference, referenceStroke) = (heldOutLogOdds.ToArray(), heldOutOutcomes.ToArray());
        Array.Sort(reference, referenceStroke);
        double total = 0;
        foreach (var l in sorted) total += Variance(fit.Apply(l));

        // Groups of equal information, none smaller than the windows that a change is looked for in.
        var groups = Math.Min(MaxGroups, (int)(total / CalibrationChange.MinInformation));
        var parameters = fit.Kind switch { RecalibrationKind.None => 0, RecalibrationKind.Intercept => 1, _ => 2 };
        if (groups <= parameters) return new LackOfFit(0, 0, 1);
        double sum = 0;
        var (from, referenceFrom, seen) = (0, 0, 0.0);
        for (var group = 1; group <= groups; group++)
        {
            var to = from;
            while (to < sorted.Length && (group == groups || seen < total * group / groups)) seen += Variance(fit.Apply(sorted[to++]));
            var referenceTo = group == groups ? reference.Length : referenceFrom;
            while (to < sorted.Length && referenceTo < reference.Length && reference[referenceTo] < sorted[to]) referenceTo++;
            var now = Shift(sorted.AsSpan(from..to), stroke.AsSpan(from..to), fit);
            var before = Shift(
                reference.AsSpan(referenceFrom..referenceTo), referenceStroke.AsSpan(referenceFrom..referenceTo), Recalibration.Unchanged);
            sum += Squared(now.A - before.A) / ((1 / now.Information) + (1 / before.Information));
            (from, referenceFrom) = (to, referenceTo);
        }

        return new LackOfFit(groups, sum, 1 - MathNet.Numerics.Distributions.ChiSquared.CDF(groups - parameters, sum));
    }

    private static (double A, double Information) Shift(ReadOnlySpan<double> logOdds, ReadOnlySpan<bool> outcomes, Recalibration fit)
    {
        double excess = 0, information = ProbabilityScore.Epsilon;
        for (var i = 0; i < logOdds.Length; i++)
        {
            var p = ProbabilityScore.Logistic(fit.Apply(logOdds[i]));
            excess += (outcomes[i] ? 1 : 0) - p;
            information += p * (1 - p);
        }

        return (excess / information, information);
    }

    private static double Variance(double logOdds)
    {
        var p = ProbabilityScore.Logistic(logOdds);
        return p * (1 - p);
    }

    private static double Squared(double value) => value * value;
}
