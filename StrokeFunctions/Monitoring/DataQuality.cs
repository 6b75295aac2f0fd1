using System.Globalization;
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
    private const int MostFaultsListed = 20;

    /// <summary>A window this small can have one value in a column by chance.</summary>
    private const int LeastRowsForConstant = 50;

    /// <summary>Judges a window.</summary>
    public static DataQuality Of(Window window, IReadOnlyDictionary<string, Distribution> current, ReferenceProfile reference)
    {
        var unread = Math.Max(0, window.Faults.Rows - window.Rows.Count(row => !row.IsValid));
        var rows = window.Rows.Count + unread;
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
                current[c.Name].Rows >= LeastRowsForConstant
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
            [.. window.Faults.Ordered.Take(MostFaultsListed)],
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

/// <summary>The faults of a window's rows, counted by column and by what was found, in bounded memory.</summary>
internal sealed class FaultCounts
{
    /// <summary>How many different values are counted one by one; what comes later is counted together.</summary>
    private const int MostDistinct = 1000;

    private readonly Dictionary<(string Column, string Found), FaultCount> _counts = [];

    /// <summary>Rows with at least one fault.</summary>
    public long Rows { get; private set; }

    /// <summary>Why the file as a whole can't be read, if so.</summary>
    public string? FileFault { get; set; }

    /// <summary>The faults, the most frequent first.</summary>
    public IReadOnlyList<FaultCount> Ordered =>
        [
            .. _counts
                .Values.OrderByDescending(f => f.Count)
                .ThenBy(f => f.Column, StringComparer.Ordinal)
                .ThenBy(f => f.Found, StringComparer.Ordinal),
        ];

    /// <summary>Counts the faults of one row.</summary>
    public void Add(IReadOnlyList<RowError> faults)
    {
        Rows++;
        foreach (var fault in faults)
        {
            var (column, found) = (fault.Column ?? "", Printable(fault.Found));
            var key = (column, _counts.Count < MostDistinct || _counts.ContainsKey((column, found)) ? found : "other values");
            _counts[key] = _counts.TryGetValue(key, out var known)
                ? known with { Count = known.Count + 1 }
                : new FaultCount(fault.Column, KindOf(fault), key.Item2, fault.Allowed, 1);
        }
    }

    /// <summary>Characters that show as nothing, or turn the direction of a whole sentence, show as U+FFFD.</summary>
    private static string Printable(string text) =>
        string.Concat(
            text.Select(c =>
                char.GetUnicodeCategory(c)
                    is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                    ? '\uFFFD'
                    : c
            )
        );

    private static string KindOf(RowError fault)
    {
        var column = Schema.Inputs.FirstOrDefault(c => c.Name == fault.Column);
        return (column, fault.Found.Trim()) switch
        {
            (null, _) => "not readable",
            (_, "") => "missing",
            (CategoryColumn, _) => "new category",
            (NumericColumn, var text) when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "out of range",
            _ => "not a number",
        };
    }
}

/// <summary>How often one faulty value occurred.</summary>
/// <param name="Column">The column; null if the whole row could not be read.</param>
/// <param name="Kind">"new category", "out of range", "missing", "not a number" or "not readable".</param>
/// <param name="Found">What was found, at most 100 characters.</param>
/// <param name="Allowed">What is allowed.</param>
/// <param name="Count">In how many rows.</param>
internal sealed record FaultCount(string? Column, string Kind, string Found, string Allowed, long Count);
