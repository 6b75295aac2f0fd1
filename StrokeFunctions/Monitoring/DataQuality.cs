using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>What is wrong with a window's data itself, whatever the model makes of it.</summary>
/// <param name="Rows">All rows of the window.</param>
/// <param name="FaultyRows">Rows with a value that is not allowed, or that could not be read.</param>
/// <param name="FaultyShare">Their share, 0 to 1.</param>
/// <param name="FileFault">Why the file could not be read to its end; null if it could.</param>
/// <param name="MissingShare">Missing values ("", "N/A", null, faulty) among rows times the ten input columns, 0 to 1.</param>
/// <param name="MissingShareReference">The same of the reference.</param>
/// <param name="ConstantColumns">Columns with one value only, where the reference has several.</param>
/// <param name="Faults">The most frequent faulty values.</param>
/// <param name="Columns">Missing values by column.</param>
internal sealed record DataQuality(
    long Rows, long FaultyRows, double FaultyShare, string? FileFault, double MissingShare, double MissingShareReference,
    IReadOnlyList<string> ConstantColumns, IReadOnlyList<FaultCount> Faults, IReadOnlyList<ColumnMissing> Columns)
{
    /// <summary>How many faulty values are listed.</summary>
    private const int MaxFaultsListed = 20;

    /// <summary>A window this small can have one value in a column by chance.</summary>
    private const int MinRowsForConstant = 50;

    /// <summary>Judges a window.</summary>
    public static DataQuality Of(Window window, IReadOnlyDictionary<string, Distribution> current, ReferenceProfile reference)
    {
        var unread = Math.Max(0, window.Faults.Rows - window.Rows.Count(row => !row.IsValid));
        var rows = (window.SampledFrom ?? window.Rows.Count) + unread;
        var columns = Schema
            .Inputs.Select(c => new ColumnMissing(
                c.Name,
                reference.Columns[c.Name].Missing,
                reference.Columns[c.Name].MissingShare,
                current[c.Name].Missing,
                current[c.Name].MissingShare
            ))
            .ToList();
        var constant = Schema
            .Inputs.Where(c =>
                current[c.Name].Rows >= MinRowsForConstant
                && current[c.Name].Values.Length <= 1
                && reference.Columns[c.Name].Values.Length > 1
            )
            .Select(c => c.Name);
        return new DataQuality(
            rows,
            window.Faults.Rows,
            rows == 0 ? 0 : (double)window.Faults.Rows / rows,
            window.Faults.FileFault,
            columns.Count == 0 ? 0 : columns.Average(c => c.CurrentShare),
            columns.Average(c => c.ReferenceShare),
            [.. constant],
            [.. window.Faults.Ordered.Take(MaxFaultsListed)],
            columns
        );
    }
}

/// <summary>Missing values of one column.</summary>
/// <param name="Name">The column.</param>
/// <param name="Reference">Rows of the reference without a value.</param>
/// <param name="ReferenceShare">Their share, 0 to 1.</param>
/// <param name="Current">Current rows without a value.</param>
/// <param name="CurrentShare">Their share, 0 to 1.</param>
internal sealed record ColumnMissing(string Name, long Reference, double ReferenceShare, long Current, double CurrentShare);

/// <summary>How many rows have which outcome.</summary>
/// <param name="WithoutStroke">Rows with outcome 0.</param>
/// <param name="WithStroke">Rows with outcome 1.</param>
/// <param name="Unknown">Rows without an outcome.</param>
/// <param name="StrokeShare">Share of strokes among the rows with an outcome, with Wilson's interval; null if there are none.</param>
internal sealed record ClassBalance(long WithoutStroke, long WithStroke, long Unknown, Estimate? StrokeShare)
{
    /// <summary>Counts the outcomes 0 and 1 of a distribution.</summary>
    public static ClassBalance Of(Distribution outcomes)
    {
        var (without, with) = (outcomes.CountOf(0), outcomes.CountOf(1));
        return new ClassBalance(without, with, outcomes.Missing, outcomes.Count == 0 ? null : Wilson.Share((int)with, (int)outcomes.Count));
    }
}
