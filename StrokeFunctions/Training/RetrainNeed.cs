using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Decides whether new patients call for a new model: because there are many of them, or because the champion does worse on them than it
/// did on held-out patients (<see cref="Deterioration"/>).
/// </summary>
internal static class RetrainNeed
{
    /// <summary>Decides.</summary>
    /// <param name="patients">What the champion says of the file's patients whom it was not trained on, and what happened to them.</param>
    /// <param name="reference">The champion's held-out evaluation.</param>
    /// <param name="unseen">Patients of the whole training table whom the champion was not trained on, those of earlier files
    /// included.</param>
    /// <param name="afterShare">How many of them, as a share of those it was trained on, are reason enough.</param>
    public static RetrainVerdict Decide(
        IReadOnlyList<HeldOutPrediction> patients, Evaluation reference, int unseen, double afterShare)
    {
        if (unseen >= afterShare * reference.Patients)
        {
            return new RetrainNeeded(
                $"{unseen} patients are new to a champion trained on {reference.Patients}: at least {afterShare * 100:0} % more to "
                        + $"learn from.",
                []
            );
        }

        if (patients.Count == 0)
            return new RetrainNotNeeded("every patient of the file is known to the champion: it tells nothing about new ones.", []);
        bool[] strokes = [.. patients.Select(patient => patient.Stroke)];
        var confusion = ConfusionMatrix.Of([.. patients.Select(patient => patient.Flagged)], strokes);
        var found = Deterioration.Of(
            reference.Overall, reference.ExpectedLogLoss, confusion, [.. patients.Select(patient => patient.Probability)], strokes);
        if (found.Worse is [_, ..] worse)
            return new RetrainNeeded(
                $"the champion does worse on new patients: {string.Join(", ", worse.Select(test => test.InWords()))}.",
                found.Tests
            );
        return new RetrainNotNeeded(
            $"the champion is not shown to do worse on {patients.Count} new patients; a halved recall would be found with "
                    + $"a probability of {found.PowerAgainstHalvedRecall:0.00}.",
            found.Tests
        );
    }
}

/// <summary>Whether a dataset calls for a new model, why, and the tests behind it.</summary>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Tests">What was tested; empty where the reason needed none.</param>
internal abstract record RetrainVerdict(string Reason, IReadOnlyList<DeteriorationTest> Tests);

/// <summary>Train.</summary>
internal sealed record RetrainNeeded(string Reason, IReadOnlyList<DeteriorationTest> Tests) : RetrainVerdict(Reason, Tests);

/// <summary>Keep the model; the rows are kept for the next training.</summary>
internal sealed record RetrainNotNeeded(string Reason, IReadOnlyList<DeteriorationTest> Tests) : RetrainVerdict(Reason, Tests);
