using System.Globalization;
using MathNet.Numerics;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Decides whether new patients call for a new model: because there are many of them, or because the champion does worse on them than it did
/// on held-out patients. One-sided: a champion that does better calls for nothing. Three tests share a level of 5 % (Bonferroni): recall and
/// precision by Fisher's exact test, and the surprise of the outcomes under the champion's own probabilities, which sees a loss of
/// calibration or of ranking long before the shares do, and is not misled by a file of older or younger patients.
/// </summary>
internal static class RetrainNeed
{
    /// <summary>False alarms, over all tests together, at any number of patients.</summary>
    public const double FalseAlarms = 0.05;

    /// <summary>The loss whose chance of being noticed is told as power: a fifth of the reference.</summary>
    public const double Loss = 0.2;

    private const int Tests = 3;
    private const double Level = FalseAlarms / Tests;

    /// <summary>Decides.</summary>
    /// <param name="patients">What the champion says of the file's patients whom it was not trained on, and what happened to them.</param>
    /// <param name="reference">The champion's held-out evaluation.</param>
    /// <param name="unseen">Patients of the whole training table whom the champion was not trained on, those of earlier files included.</param>
    /// <param name="afterShare">How many of them, as a share of those it was trained on, are reason enough.</param>
    public static RetrainVerdict Decide(
        IReadOnlyList<HeldOutPrediction> patients, Evaluation reference, int unseen, double afterShare)
    {
        if (unseen >= afterShare * reference.Patients)
        {
            return new RetrainNeeded(string.Create(CultureInfo.InvariantCulture,
                $"{unseen} patients are new to a champion trained on {reference.Patients}: at least {afterShare * 100:0} % more to learn from."), []);
        }

        if (patients.Count == 0) return new RetrainNotNeeded("every patient of the file is known to the champion: it tells nothing about new ones.", []);
        RetrainTest[] tests = [Recall(patients, reference), Precision(patients, reference), Surprise(patients, reference)];
        var alarms = tests.Where(test => test.Alarms).ToArray();
        if (alarms.Length > 0) return new RetrainNeeded($"the champion does worse on new patients: {Text(alarms)}.", tests);
        return new RetrainNotNeeded(string.Create(CultureInfo.InvariantCulture,
            $"the champion is not shown to do worse on {patients.Count} new patients. {Text(tests)}."), tests);
    }

    private static RetrainTest Recall(IReadOnlyList<HeldOutPrediction> patients, Evaluation reference)
    {
        var before = reference.Overall.Confusion;
        var strokes = patients.Count(patient => patient.Stroke);
        var found = patients.Count(patient => patient is { Stroke: true, Flagged: true });
        return Share("recall", found, strokes, before.TruePositives, before.Positives);
    }

    private static RetrainTest Precision(IReadOnlyList<HeldOutPrediction> patients, Evaluation reference)
    {
        var before = reference.Overall.Confusion;
        var flagged = patients.Count(patient => patient.Flagged);
        var found = patients.Count(patient => patient is { Stroke: true, Flagged: true });
        return Share("precision", found, flagged, before.TruePositives, before.Flagged);
    }

    private static RetrainTest Share(string name, int successes, int trials, int successesBefore, int trialsBefore)
    {
        var before = trialsBefore == 0 ? 0 : (double)successesBefore / trialsBefore;
        var now = trials == 0 ? before : (double)successes / trials;
        var p = FisherExact.Less(successes, trials, successesBefore, trialsBefore);
        return new RetrainTest(name, before, now, p, Level, ShareErrorPower(before, trials, trialsBefore));
    }

    /// <summary>The chance that a share lower by a fifth is noticed, by the normal approximation for two shares.</summary>
    private static double ShareErrorPower(double before, int trials, int trialsBefore)
    {
        if (trials == 0 || trialsBefore == 0 || before is 0 or 1) return 0;
        var after = before * (1 - Loss);
        var error = Math.Sqrt((before * (1 - before) / trialsBefore) + (after * (1 - after) / trials));
        return NormalUpTo(((before - after) / error) - NormalQuantile(1 - Level));
    }

    /// <summary>
    /// The mean log loss beyond what the champion's probabilities themselves lead to expect (their entropy), against the same of its
    /// held-out patients. For a calibrated model both are 0 whoever the patients are.
    /// </summary>
    private static RetrainTest Surprise(IReadOnlyList<HeldOutPrediction> patients, Evaluation reference)
    {
        double excess = 0, variance = 0, skew = 0, entropy = 0;
        foreach (var patient in patients)
        {
            var (p, logit) = (patient.Probability, ProbabilityScore.Logit(patient.Probability));
            var expected = ProbabilityScore.Entropy(p);
            excess += ProbabilityScore.LogLoss(p, patient.Stroke) - expected;
            entropy += expected;
            variance += p * (1 - p) * logit * logit;
            // Third central moment of -logit * (y - p).
            skew -= p * (1 - p) * (1 - (2 * p)) * logit * logit * logit;
        }

        double n = patients.Count;
        // The reference's own excess is known only within its error.
        var referenceError = (reference.Overall.LogLoss.High - reference.Overall.LogLoss.Low) / (2 * Wilson.Z95);
        var before = reference.Overall.LogLoss.Value - reference.ExpectedLogLoss;
        var total = variance + (n * n * referenceError * referenceError);
        var z = (excess - (n * Math.Max(0, before))) / Math.Sqrt(total);
        var p1 = UpperTail(z, skew / Math.Pow(total, 1.5));
        var shift = Loss * entropy / Math.Sqrt(total);
        return new RetrainTest(
            "log loss beyond the expected", before, excess / n, p1, Level, NormalUpTo(shift - NormalQuantile(1 - Level)));
    }

    /// <summary>The upper tail of a sum of that skewness: the Wilson-Hilferty form of the gamma distribution, normal without skewness.</summary>
    private static double UpperTail(double z, double skewness)
    {
        if (Math.Abs(skewness) < 1e-6) return 1 - NormalUpTo(z);
        var shape = 4 / (skewness * skewness);
        if (skewness < 0) return SpecialFunctions.GammaLowerRegularized(shape, Math.Max(0, shape - (z * Math.Sqrt(shape))));
        return SpecialFunctions.GammaUpperRegularized(shape, Math.Max(0, shape + (z * Math.Sqrt(shape))));
    }

    private static double NormalUpTo(double z) => SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2;

    private static double NormalQuantile(double share) => -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * share);

    private static string Text(IReadOnlyList<RetrainTest> tests) => string.Join("; ", tests.Select(test => string.Create(CultureInfo.InvariantCulture,
        $"{test.Name} {test.Current:0.000} against {test.Reference:0.000} (p {test.P:0.000}, power {test.Power:0.00})")));
}
