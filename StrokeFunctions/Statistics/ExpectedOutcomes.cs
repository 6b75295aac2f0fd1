using MathNet.Numerics.Distributions;

namespace StrokeFunctions.Statistics;

/// <summary>
/// Strokes that were observed beside those that probabilities expect. Sums over patients, so those of several files add up.
/// O/E among the flagged and among the others depends on the mix of ages far less than raw precision and recall do.
/// </summary>
/// <param name="Patients">How many patients with a known outcome.</param>
/// <param name="Strokes">O: how many of them had a stroke.</param>
/// <param name="Expected">E: the sum of their probabilities p.</param>
/// <param name="Information">I: the sum of p(1 - p), the variance of O if the probabilities are right.</param>
/// <param name="Flagged">Those at or above the threshold.</param>
/// <param name="FlaggedStrokes">How many of the flagged had a stroke.</param>
/// <param name="FlaggedExpected">The sum of the probabilities of the flagged.</param>
/// <param name="ExpectedIfHalved">E with everybody's odds halved.</param>
/// <param name="InformationIfHalved">I with everybody's odds halved.</param>
internal sealed record ExpectedOutcomes(
    int Patients, int Strokes, double Expected, double Information, int Flagged, int FlaggedStrokes, double FlaggedExpected,
    double ExpectedIfHalved, double InformationIfHalved)
{
    /// <summary>Of nobody.</summary>
    public static readonly ExpectedOutcomes None = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>O/E of all, with the exact interval of a Poisson count; ideal 1.</summary>
    public Estimate ObservedToExpected => Ratio(Strokes, Expected, Patients);

    /// <summary>O/E among the flagged.</summary>
    public Estimate AmongFlagged => Ratio(FlaggedStrokes, FlaggedExpected, Flagged);

    /// <summary>O/E among those who were not flagged.</summary>
    public Estimate AmongOthers => Ratio(Strokes - FlaggedStrokes, Expected - FlaggedExpected, Patients - Flagged);

    /// <summary>Sums up.</summary>
    public static ExpectedOutcomes Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, double threshold)
    {
        int strokes = 0, flagged = 0, flaggedStrokes = 0;
        double expected = 0, information = 0, flaggedExpected = 0, halved = 0, halvedInformation = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var p = probabilities[i];
            var half = p / (2 - p);
            if (outcomes[i]) strokes++;
            expected += p;
            information += p * (1 - p);
            halved += half;
            halvedInformation += half * (1 - half);
            if (p < threshold) continue;
            flagged++;
            flaggedExpected += p;
            if (outcomes[i]) flaggedStrokes++;
        }

        return new ExpectedOutcomes(
            probabilities.Length, strokes, expected, information, flagged, flaggedStrokes, flaggedExpected, halved, halvedInformation);
    }

    /// <summary>Both together.</summary>
    public static ExpectedOutcomes operator +(ExpectedOutcomes a, ExpectedOutcomes b) => new(
        a.Patients + b.Patients, a.Strokes + b.Strokes, a.Expected + b.Expected, a.Information + b.Information,
        a.Flagged + b.Flagged, a.FlaggedStrokes + b.FlaggedStrokes, a.FlaggedExpected + b.FlaggedExpected,
        a.ExpectedIfHalved + b.ExpectedIfHalved, a.InformationIfHalved + b.InformationIfHalved);

    /// <summary>
    /// The chance of a count as far from the expected as the observed one, on that side, if the probabilities are right: doubled Poisson
    /// tail, at most 1. The count's true distribution is narrower than Poisson's, so the chance is overstated, never understated.
    /// </summary>
    public double PoissonPValue()
    {
        if (Expected <= 0) return 1;
        var poisson = new Poisson(Expected);
        var upTo = poisson.CumulativeDistribution(Strokes);
        var tail = Strokes < Expected ? upTo : 1 - (Strokes == 0 ? 0 : poisson.CumulativeDistribution(Strokes - 1));
        return Math.Min(1, 2 * Math.Max(0, tail));
    }

    /// <summary>Garwood's exact interval (1936) of a count, divided by the expected; of nothing 1, from 0 to 10.</summary>
    private static Estimate Ratio(int observed, double expected, int n)
    {
        // Nothing expected is nothing known: an interval without end can't be written.
        const double widest = 10;
        if (expected <= 0) return new Estimate(1, 0, widest, n);
        var low = observed == 0 ? 0 : Gamma.InvCDF(observed, 1, 0.025);
        var high = Gamma.InvCDF(observed + 1, 1, 0.975);
        return new Estimate(observed / expected, low / expected, high / expected, n);
    }
}
