using StrokeFunctions.Data;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>Quality for a part of the patients, or that they are too few to say.</summary>
/// <param name="Column">By what the patients were divided.</param>
/// <param name="Value">Which part.</param>
/// <param name="Patients">How many patients it has.</param>
/// <param name="Strokes">How many of them had a stroke; null where it is withheld.</param>
/// <param name="Withheld">True with fewer than 20 patients or 5 strokes; then nothing else is said.</param>
/// <param name="Recall">Share of the strokes that were flagged.</param>
/// <param name="Precision">Share of the flagged that had a stroke.</param>
/// <param name="FlaggedShare">Share of the patients that were flagged.</param>
/// <param name="StrokeShare">Share of the patients that had a stroke.</param>
internal sealed record Subgroup(
    string Column, string Value, int Patients, int? Strokes, bool Withheld, Estimate? Recall, Estimate? Precision, Estimate? FlaggedShare, Estimate? StrokeShare)
{
    private static readonly (int From, string Name)[] AgeBands = [(0, "under 50"), (50, "50-64"), (65, "65-79"), (80, "80 and over")];

    /// <summary>Sex, age band and residence.</summary>
    public static IReadOnlyList<Subgroup> Of(IReadOnlyList<WindowRow> patients, double threshold)
    {
        var bySex = Divide(patients, Schema.Gender, threshold);
        var byAge = AgeBands.Select((band, i) =>
        {
            var end = i + 1 < AgeBands.Length ? AgeBands[i + 1].From : double.PositiveInfinity;
            return From(Schema.Age.Name, band.Name, patients.Where(p => p.Patient[Schema.Age] >= band.From && p.Patient[Schema.Age] < end), threshold);
        });
        return [.. bySex, .. byAge, .. Divide(patients, Schema.ResidenceType, threshold)];
    }

    private static IEnumerable<Subgroup> Divide(IReadOnlyList<WindowRow> patients, CategoryColumn column, double threshold) =>
        column.Categories.Select((category, i) => From(column.Name, category, patients.Where(p => p.Patient[column] == i), threshold));

    private static Subgroup From(string column, string value, IEnumerable<WindowRow> part, double threshold)
    {
        int n = 0, strokes = 0, flagged = 0, hits = 0;
        foreach (var row in part)
        {
            var (isFlagged, stroke) = (row.Probability >= threshold, row.Stroke == true);
            n++;
            if (stroke) strokes++;
            if (isFlagged) flagged++;
            if (isFlagged && stroke) hits++;
        }

        return n < QualityMeter.LeastPatients || strokes < QualityMeter.LeastOfEach
            ? new Subgroup(column, value, n, null, true, null, null, null, null)
            : new Subgroup(column, value, n, strokes, false, Wilson.Share(hits, strokes), Wilson.Share(hits, flagged), Wilson.Share(flagged, n), Wilson.Share(strokes, n));
    }
}
