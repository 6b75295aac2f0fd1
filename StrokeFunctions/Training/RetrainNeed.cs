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
        RetrainTest[] tests = [Recall(patients, reference), Precision(patients, reference), SurpriseOf(patients, reference)];
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

    /// <summary>The mean log loss beyond what the champion's probabilities lead to expect, against the same of its held-out patients.</summary>
    private static RetrainTest SurpriseOf(IReadOnlyList<HeldOutPrediction> patients, Evaluation reference)
    {
        var surprise = Surprise.Of([.. patients.Select(patient => patient.Probability)], [.. patients.Select(patient => patient.Stroke)],
            reference.Overall.LogLoss, reference.ExpectedLogLoss);
        return new RetrainTest(
            "log loss beyond the expected", surprise.Reference, surprise.Current, surprise.PValue, Level, surprise.Power(Loss, Level));
    }

    private static double NormalUpTo(double z) => SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2;

    private static double NormalQuantile(double share) => -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * share);

    private static string Text(IReadOnlyList<RetrainTest> tests) => string.Join("; ", tests.Select(test => string.Create(CultureInfo.InvariantCulture,
        $"{test.Name} {test.Current:0.000} against {test.Reference:0.000} (p {test.P:0.000}, power {test.Power:0.00})")));
}
