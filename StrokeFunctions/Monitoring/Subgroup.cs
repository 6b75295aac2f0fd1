using StrokeFunctions.Patients;
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
internal sealed record Subgroup(
    string Column,
    string Value,
    int Patients,
    int? Strokes,
    bool Withheld,
    Estimate? Recall,
    Estimate? Precision,
    Estimate? FlaggedShare,
    Estimate? StrokeShare
)
{
    /// <summary>Every group, measured or withheld.</summary>
    public static IReadOnlyList<Subgroup> Of(IReadOnlyList<WindowRow> patients, double threshold)
    {
        var withheld = SmallGroups.Withheld(
            group =>
                (patients.Count(row => group.Holds(row.Patient)), patients.Count(row => group.Holds(row.Patient) && row.Stroke == true)),
            Performance.LeastPatients,
            Performance.LeastOfEach);
        return [.. PatientGroup.All.Select(group =>
            From(group, patients.Where(row => group.Holds(row.Patient)), withheld.Contains(group), threshold))];
    }

    private static Subgroup From(PatientGroup group, IEnumerable<WindowRow> part, bool withheld, double threshold)
    {
        var (column, value) = (group.Column, group.Value);
        int n = 0, strokes = 0, flagged = 0, hits = 0;
        foreach (var row in part)
        {
            var (isFlagged, stroke) = (row.Probability >= threshold, row.Stroke == true);
            n++;
            if (stroke) strokes++;
            if (isFlagged) flagged++;
            if (isFlagged && stroke) hits++;
        }

        return withheld
            ? new Subgroup(column, value, n, null, true, null, null, null, null)
            : new Subgroup(
                column,
                value,
                n,
                strokes,
                false,
                Wilson.Share(hits, strokes),
                Wilson.Share(hits, flagged),
                Wilson.Share(flagged, n),
                Wilson.Share(strokes, n)
            );
    }
}
