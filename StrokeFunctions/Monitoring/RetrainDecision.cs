using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Whether the model should be trained again because it has become worse on patients it has not seen, by <see cref="Deterioration"/>.
/// </summary>
/// <param name="Decision">"retrain", "keep", or "undecided" (too few patients for a test that would find a halved recall).</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Tests">The tests behind it.</param>
internal sealed record RetrainDecision(string Decision, string Reason, IReadOnlyList<DeteriorationTest> Tests)
{
    public const string Retrain = "retrain";
    public const string Keep = "keep";
    public const string Undecided = "undecided";

    /// <summary>A test with less power against a halved recall says nothing when it stays silent.</summary>
    private const double LeastPower = 0.8;

    /// <summary>Decides.</summary>
    /// <param name="reference">The model's held-out quality; null if its manifest has none.</param>
    /// <param name="confusion">Patients that it has not seen, by flag and outcome; null if there are too few.</param>
    /// <param name="probabilities">What it said of them.</param>
    /// <param name="outcomes">What happened to them.</param>
    public static RetrainDecision Of(
        Evaluation? reference,
        ConfusionMatrix? confusion,
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<bool> outcomes
    )
    {
        if (reference is null)
            return new RetrainDecision(Undecided, "The model's manifest holds no hold-out performance to compare with.", []);
        if (confusion is null)
            return new RetrainDecision(Undecided, "There are no labelled patients, or too few, that the model has not seen.", []);
        var found = Deterioration.Of(reference.Overall, reference.ExpectedLogLoss, confusion, probabilities, outcomes);
        if (found.Worse is [_, ..] worse)
            return new RetrainDecision(
                Retrain,
                $"The model has become worse: {string.Join(", ", worse.Select(test => test.InWords()))}.",
                found.Tests
            );

        var power = found.PowerAgainstHalvedRecall;
        return power < LeastPower
            ? new RetrainDecision(
                Undecided,
                $"No deterioration was found, but with {confusion.Positives} strokes "
                    + $"a halved recall would be found with a probability of only {power:0.00}.",
                found.Tests
            )
            : new RetrainDecision(
                Keep,
                $"No deterioration was found; a halved recall would have been found with a probability of {power:0.00}.",
                found.Tests
            );
    }
}
