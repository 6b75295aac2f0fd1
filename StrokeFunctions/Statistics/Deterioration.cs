namespace StrokeFunctions.Statistics;

/// <summary>
/// Whether a model has become worse on patients whom it has not seen; the one rule by which training and reports decide. One-sided: a model
/// that does better gives no alarm. Three tests against held-out quality: recall and precision by Fisher's exact test, and the surprise of
/// the outcomes under the model's own probabilities, which sees a loss of calibration or of ranking before the shares do, and is not
/// misled by older or younger patients. Holm's correction keeps the chance of any false alarm below <see cref="Level"/> at any number of
/// patients, and a loss that is proved but small is no alarm. The power says what silence is worth.
/// </summary>
/// <param name="Tests">Recall, precision, and the log loss beyond the expected.</param>
internal sealed record Deterioration(IReadOnlyList<DeteriorationTest> Tests)
{
    /// <summary>
    /// The chance of any false alarm among the tests. With the level of a report's columns it is what a verdict may have at most, 5 %;
    /// measured, it is less (docs/report.md).
    /// </summary>
    public const double Level = 0.04;

    /// <summary>Holm's first step divides the level by the number of tests.</summary>
    public const double FirstLevel = Level / 3;

    /// <summary>A share that is lower by less than this part of the reference is no reason, however certain it is.</summary>
    private const double MaterialDecrease = 0.1;

    /// <summary>An excess of log loss by less than this part of the entropy is none either.</summary>
    private const double MaterialExcess = 0.02;

    /// <summary>The excess of log loss whose chance of being found is told, as a part of the entropy.</summary>
    private const double Excess = 0.2;

    /// <summary>The tests that show the model to be worse.</summary>
    public IReadOnlyList<DeteriorationTest> Worse => [.. Tests.Where(test => test.Worse)];

    /// <summary>The chance that a halved recall would be found, 0 to 1.</summary>
    public double PowerAgainstHalvedRecall => Tests[0].Power;

    /// <summary>Tests.</summary>
    /// <param name="reference">The model's held-out quality.</param>
    /// <param name="expectedLogLoss">The mean entropy of its held-out probabilities, in nats.</param>
    /// <param name="now">At least one patient whom it has not seen, by flag and outcome.</param>
    /// <param name="probabilities">What it said of them.</param>
    /// <param name="outcomes">What happened to them.</param>
    public static Deterioration Of(
        Performance reference, double expectedLogLoss, ConfusionMatrix now, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        var before = reference.Confusion;
        var surprise = ExcessLogLoss.Of(probabilities, outcomes, reference.LogLoss, expectedLogLoss);
        DeteriorationTest[] tests =
        [
            Share("recall", before.TruePositives, before.Positives, now.TruePositives, now.Positives),
            Share("precision", before.TruePositives, before.Flagged, now.TruePositives, now.Flagged),
            new(
                "log loss beyond the expected",
                surprise.Reference,
                surprise.Current,
                outcomes.Length,
                surprise.PValue,
                1,
                surprise.Power(Excess, FirstLevel),
                false
            ),
        ];
        var adjusted = PValues.Holm([.. tests.Select(test => test.PValue)]);
        var entropy = surprise.Entropy / outcomes.Length;
        return new Deterioration([
            .. tests.Select(
                (test, i) =>
                    test with
                    {
                        AdjustedPValue = adjusted[i],
                        Worse =
                            adjusted[i] < Level
                            && (
                                i < 2
                                    ? test.Current < test.Reference * (1 - MaterialDecrease)
                                    : test.Current - test.Reference > MaterialExcess * entropy
                            ),
                    }
            ),
        ]);
    }

    private static DeteriorationTest Share(string measure, int hitsBefore, int trialsBefore, int hits, int trials)
    {
        var reference = trialsBefore == 0 ? 0 : (double)hitsBefore / trialsBefore;
        return new DeteriorationTest(
            measure,
            reference,
            trials == 0 ? reference : (double)hits / trials,
            trials,
            FisherExact.Less(hits, trials, hitsBefore, trialsBefore),
            1,
            FisherExact.Power(hitsBefore, trialsBefore, trials, reference / 2, FirstLevel),
            false
        );
    }
}

/// <summary>One one-sided test for a deterioration.</summary>
/// <param name="Measure">"recall", "precision" or "log loss beyond the expected".</param>
/// <param name="Reference">Its held-out value.</param>
/// <param name="Current">Its value now; that of the reference where there is nothing to take it from.</param>
/// <param name="Trials">How many strokes (recall), flagged patients (precision) or patients (log loss) it rests on.</param>
/// <param name="PValue">The chance of a value this bad or worse, had nothing changed.</param>
/// <param name="AdjustedPValue">After Holm's correction.</param>
/// <param name="Power">The chance that the test would find the share halved, or the log loss a fifth of the entropy worse; 0 to 1.</param>
/// <param name="Worse">Whether the deterioration is proved and matters.</param>
internal sealed record DeteriorationTest(
    string Measure, double Reference, double Current, int Trials, double PValue, double AdjustedPValue, double Power, bool Worse)
{
    /// <summary>"recall went from 0.780 to 0.410 (adjusted p 0.0002)".</summary>
    public string InWords() =>
        $"{Measure} went from {Reference:0.000} to {Current:0.000} (adjusted p {AdjustedPValueInWords})";

    private string AdjustedPValueInWords =>
        AdjustedPValue < 0.0001 ? "< 0.0001" : AdjustedPValue.ToString("0.0000");
}
