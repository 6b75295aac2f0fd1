using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Whether the model should be trained again because it has become worse on patients it has not seen: one-sided tests against its held-out
/// quality, corrected for their number, so that a model without a fault is sent back in at most 2.5 % of reports, at any number of patients.
/// </summary>
/// <param name="Decision">"retrain", "keep", or "undecided" (too few patients for a test that would find a halved recall).</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Tests">The tests behind it.</param>
internal sealed record RetrainDecision(string Decision, string Reason, IReadOnlyList<DeteriorationTest> Tests)
{
    public const string Retrain = "retrain";
    public const string Keep = "keep";
    public const string Undecided = "undecided";

    /// <summary>The chance of any false alarm among the tests; with <see cref="ColumnDrift.Level"/> it adds up to 5 % for the verdict.</summary>
    public const double Level = 0.025;

    /// <summary>A decrease by less than this part of the reference is no reason, however certain it is.</summary>
    private const double MaterialDecrease = 0.1;

    /// <summary>A test with less power against a halved recall says nothing when it stays silent.</summary>
    private const double LeastPower = 0.8;

    /// <summary>Decides from counts by flag and outcome.</summary>
    /// <param name="reference">Held-out predictions of the training rows.</param>
    /// <param name="current">Patients that the model has not seen; null if there are too few.</param>
    public static RetrainDecision Of(ConfusionMatrix? reference, ConfusionMatrix? current)
    {
        if (reference is null) return new RetrainDecision(Undecided, "The model's manifest holds no held-out quality to compare with.", []);
        if (current is null) return new RetrainDecision(Undecided, "There are no labelled patients, or too few, that the model has not seen.", []);
        DeteriorationTest[] tests =
        [
            DeteriorationTest.Of("recall", reference.TruePositives, reference.Positives, current.TruePositives, current.Positives),
            DeteriorationTest.Of("precision", reference.TruePositives, reference.Flagged, current.TruePositives, current.Flagged),
        ];
        var adjusted = PValues.Holm([.. tests.Select(t => t.PValue)]);
        tests = [.. tests.Select((t, i) => t with { AdjustedPValue = adjusted[i], Worse = adjusted[i] < Level && t.Current < t.Reference * (1 - MaterialDecrease) })];
        if (tests.Where(t => t.Worse).Select(t => FormattableString.Invariant(
            $"{t.Measure} fell from {t.Reference:0.000} to {t.Current:0.000} (adjusted p {t.AdjustedPValue:0.0000})")).ToList() is [_, ..] worse)
        {
            return new RetrainDecision(Retrain, $"The model has become worse: {string.Join(", ", worse)}.", tests);
        }

        var power = tests[0].PowerAgainstHalf;
        return power < LeastPower
            ? new RetrainDecision(Undecided, FormattableString.Invariant($"No deterioration was found, but with {current.Positives} strokes a halved recall would be found with a chance of only {power:0.00}."), tests)
            : new RetrainDecision(Keep, FormattableString.Invariant($"No deterioration was found; a halved recall would have been found with a chance of {power:0.00}."), tests);
    }
}

/// <summary>One one-sided test for a decrease.</summary>
/// <param name="Measure">"recall" or "precision".</param>
/// <param name="Reference">The held-out share.</param>
/// <param name="Current">The share now.</param>
/// <param name="Trials">How many strokes (recall) or flagged patients (precision) it rests on.</param>
/// <param name="PValue">Fisher's exact, one-sided.</param>
/// <param name="AdjustedPValue">After Holm's correction.</param>
/// <param name="PowerAgainstHalf">The chance that the test would find the share halved, 0 to 1.</param>
/// <param name="Worse">Whether the decrease is proved and matters.</param>
internal sealed record DeteriorationTest(
    string Measure, double Reference, double Current, int Trials, double PValue, double AdjustedPValue, double PowerAgainstHalf, bool Worse)
{
    /// <summary>Tests hits among trials; the correction comes later.</summary>
    public static DeteriorationTest Of(string measure, int referenceHits, int referenceTrials, int hits, int trials)
    {
        var reference = referenceTrials == 0 ? 0 : (double)referenceHits / referenceTrials;
        return new DeteriorationTest(measure, reference, trials == 0 ? 0 : (double)hits / trials, trials,
            Deterioration.PValue(referenceHits, referenceTrials, hits, trials), 1,
            // Holm's first step divides the level by the number of tests, which is two.
            Deterioration.Power(referenceHits, referenceTrials, trials, reference / 2, RetrainDecision.Level / 2), false);
    }
}
