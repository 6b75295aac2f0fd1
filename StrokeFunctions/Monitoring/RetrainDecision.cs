using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Whether the model should be trained again because it has become worse on patients it has not seen: the one-sided tests by which training
/// decides too (recall, precision, log loss beyond the expected), against held-out quality, with Holm's correction.
/// </summary>
/// <param name="Decision">"retrain", "keep", or "undecided" (too few patients for a test that would find a halved recall).</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Tests">The tests behind it.</param>
internal sealed record RetrainDecision(string Decision, string Reason, IReadOnlyList<DeteriorationTest> Tests)
{
    public const string Retrain = "retrain";
    public const string Keep = "keep";
    public const string Undecided = "undecided";

    /// <summary>
    /// The chance of any false alarm among the tests, at any number of patients. With <see cref="ColumnDrift.Level"/> it is what a verdict
    /// may have at most; measured, it is less (docs/report.md).
    /// </summary>
    public const double Level = 0.04;

    /// <summary>A share that is lower by less than this part of the reference is no reason, however certain it is.</summary>
    private const double MaterialDecrease = 0.1;

    /// <summary>An excess of log loss by less than this part of the entropy is none either.</summary>
    private const double MaterialExcess = 0.02;

    /// <summary>The excess of log loss whose chance of being found is told, as a part of the entropy.</summary>
    private const double Excess = 0.2;

    /// <summary>A test with less power against a halved recall says nothing when it stays silent.</summary>
    private const double LeastPower = 0.8;

    /// <summary>Holm's first step divides the level by the number of tests.</summary>
    private const double FirstLevel = Level / 3;

    /// <summary>Decides.</summary>
    /// <param name="reference">The model's held-out quality; null if its manifest has none.</param>
    /// <param name="confusion">Patients that it has not seen, by flag and outcome; null if there are too few.</param>
    /// <param name="probabilities">What it said of them.</param>
    /// <param name="outcomes">What happened to them.</param>
    public static RetrainDecision Of(Evaluation? reference, ConfusionMatrix? confusion, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        if (reference is null) return new RetrainDecision(Undecided, "The model's manifest holds no held-out quality to compare with.", []);
        if (confusion is null) return new RetrainDecision(Undecided, "There are no labelled patients, or too few, that the model has not seen.", []);
        var tests = Measure(reference, confusion, probabilities, outcomes);
        if (tests.Where(t => t.Worse).Select(t => FormattableString.Invariant(
            $"{t.Measure} went from {t.Reference:0.000} to {t.Current:0.000} (adjusted p {t.AdjustedPValue:0.0000})")).ToList() is [_, ..] worse)
        {
            return new RetrainDecision(Retrain, $"The model has become worse: {string.Join(", ", worse)}.", tests);
        }

        var power = tests[0].Power;
        return power < LeastPower
            ? new RetrainDecision(Undecided, FormattableString.Invariant($"No deterioration was found, but with {confusion.Positives} strokes a halved recall would be found with a chance of only {power:0.00}."), tests)
            : new RetrainDecision(Keep, FormattableString.Invariant($"No deterioration was found; a halved recall would have been found with a chance of {power:0.00}."), tests);
    }

    private static DeteriorationTest[] Measure(Evaluation reference, ConfusionMatrix now, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        var before = reference.Overall.Confusion;
        var surprise = Surprise.Of(probabilities, outcomes, reference.Overall.LogLoss, reference.ExpectedLogLoss);
        DeteriorationTest[] tests =
        [
            Share("recall", before.TruePositives, before.Positives, now.TruePositives, now.Positives),
            Share("precision", before.TruePositives, before.Flagged, now.TruePositives, now.Flagged),
            new("log loss beyond the expected", surprise.Reference, surprise.Current, outcomes.Length, surprise.PValue, 1, surprise.Power(Excess, FirstLevel), false),
        ];
        var adjusted = PValues.Holm([.. tests.Select(t => t.PValue)]);
        var entropy = surprise.Entropy / outcomes.Length;
        return [.. tests.Select((t, i) => t with
        {
            AdjustedPValue = adjusted[i],
            Worse = adjusted[i] < Level && (i < 2 ? t.Current < t.Reference * (1 - MaterialDecrease) : t.Current - t.Reference > MaterialExcess * entropy),
        })];
    }

    private static DeteriorationTest Share(string measure, int hitsBefore, int trialsBefore, int hits, int trials)
    {
        var reference = trialsBefore == 0 ? 0 : (double)hitsBefore / trialsBefore;
        return new DeteriorationTest(measure, reference, trials == 0 ? 0 : (double)hits / trials, trials,
            FisherExact.Less(hits, trials, hitsBefore, trialsBefore), 1, Deterioration.Power(hitsBefore, trialsBefore, trials, reference / 2, FirstLevel), false);
    }
}

/// <summary>One one-sided test for a deterioration.</summary>
/// <param name="Measure">"recall", "precision" or "log loss beyond the expected".</param>
/// <param name="Reference">Its held-out value.</param>
/// <param name="Current">Its value now.</param>
/// <param name="Trials">How many strokes (recall), flagged patients (precision) or patients (log loss) it rests on.</param>
/// <param name="PValue">The chance of a value this bad or worse, had nothing changed.</param>
/// <param name="AdjustedPValue">After Holm's correction.</param>
/// <param name="Power">The chance that the test would find the share halved, or the log loss a fifth of the entropy worse; 0 to 1.</param>
/// <param name="Worse">Whether the deterioration is proved and matters.</param>
internal sealed record DeteriorationTest(
    string Measure, double Reference, double Current, int Trials, double PValue, double AdjustedPValue, double Power, bool Worse);
