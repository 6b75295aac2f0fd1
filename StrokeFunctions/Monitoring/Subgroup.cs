using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>Quality for a part of the patients, or that they are too few to say.</summary>
/// <param name="Column">By what the patients were divided.</param>
/// <param name="Value">Which part.</param>
/// <param name="Patients">How many patients it has.</param>
/// <param name="Strokes">How many of them had a stroke; null where it is withheld.</param>
/// <param name="Withheld">
/// True with fewer than 20 patients or 5 of either outcome, and where such a group could be found by subtraction; then nothing else is
/// said.
/// </param>
/// <param name="Recall">Share of the strokes that were flagged.</param>
/// <param name="Precision">Share of the flagged that had a stroke.</param>
/// <param name="FlaggedShare">Share of the patients that were flagged.</param>
/// <param name="StrokeShare">Share of the patients that had a stroke.</param>
/// <param name="ObservedToExpected">Strokes divided by the sum of the probabilities, ideal 1.</param>
/// <param name="CalibrationSlope">b of logit(y) = a + b logit(p), ideal 1; null where all have the same probability.</param>
internal sealed record Subgroup(
    string Column,
    string Value,
    int Patients,
    int? Strokes,
    bool Withheld,
    Estimate? Recall,
    Estimate? Precision,
    Estimate? FlaggedShare,
    Estimate? StrokeShare,
    Estimate? ObservedToExpected,
    Estimate? CalibrationSlope
)
{
    /// <summary>In which measures which groups differ from all patients, in sentences.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<Subgroup> groups, QualityMeasures whole)
    {
        return GroupDifferences.Of(
        [
            Measure("Recall", whole.Recall, group => group.Recall),
            Measure("Precision", whole.Precision, group => group.Precision),
            Measure("Observed / expected", whole.ObservedToExpected, group => group.ObservedToExpected),
            Measure("Calibration slope", whole.CalibrationSlope, group => group.CalibrationSlope),
        ]);

        GroupedMeasure Measure(string name, Estimate all, Func<Subgroup, Estimate?> of) =>
            new(name, all, [.. groups.Select(group => ($"{group.Column}: {group.Value}", of(group)))]);
    }

    /// <summary>Every group, measured or withheld.</summary>
    public static IReadOnlyList<Subgroup> Of(IReadOnlyList<WindowRow> patients, double threshold)
    {
        var withheld = SmallGroups.Withheld(
            group =>
                (patients.Count(row => group.Holds(row.Patient)), patients.Count(row => group.Holds(row.Patient) && row.Stroke == true)),
            Performance.MinPatients,
            Performance.MinOfEach);
        return [.. PatientGroup.All.Select(group =>
            From(group, patients.Where(row => group.Holds(row.Patient)), withheld.Contains(group), threshold))];
    }

    private static Subgroup From(PatientGroup group, IEnumerable<WindowRow> part, bool withheld, double threshold)
    {
        WindowRow[] rows = [.. part];
        if (withheld) return new Subgroup(group.Column, group.Value, rows.Length, null, true, null, null, null, null, null, null);
        double[] probabilities = Array.ConvertAll(rows, row => row.Probability);
        bool[] outcomes = Array.ConvertAll(rows, row => row.Stroke == true);
        var confusion = ConfusionMatrix.Of(Array.ConvertAll(probabilities, p => p >= threshold), outcomes);
        return new Subgroup(
            group.Column,
            group.Value,
            rows.Length,
            confusion.Positives,
            false,
            Wilson.Share(confusion.TruePositives, confusion.Positives),
            Wilson.Share(confusion.TruePositives, confusion.Flagged),
            Wilson.Share(confusion.Flagged, rows.Length),
            Wilson.Share(confusion.Positives, rows.Length),
            ExpectedOutcomes.Of(probabilities, outcomes, threshold).ObservedToExpected,
            probabilities.Distinct().Skip(1).Any() ? Calibration.Slope(probabilities, outcomes) : null
        );
    }
}
