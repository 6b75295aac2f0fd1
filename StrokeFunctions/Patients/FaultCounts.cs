using System.Globalization;

namespace StrokeFunctions.Patients;

/// <summary>The faults of a file's rows, counted by column and by what was found, in bounded memory.</summary>
internal sealed class FaultCounts
{
    /// <summary>How many different values are counted one by one; what comes later is counted together.</summary>
    private const int MaxDistinct = 1000;

    /// <summary>What stands for the values that are counted together.</summary>
    private const string Others = "other values";

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

    /// <summary>By column, in how many rows it was at fault, and its commonest value there; the column most at fault first.</summary>
    public IReadOnlyList<SetAsideColumn> ByColumn =>
        [
            .. Ordered
                .GroupBy(fault => fault.Column)
                .Select(column => new SetAsideColumn(column.Key, column.Sum(fault => fault.Count), column.First().Found,
                    column.First().Count))
                .OrderByDescending(column => column.Rows)
                .ThenBy(column => column.Column, StringComparer.Ordinal),
        ];

    /// <summary>
    /// The value that stands, unallowed, in so many rows that it is another coding and no slip: in ten rows, or in three of which it is
    /// a hundredth of the file. Null if there is none. A missing value is none, however often.
    /// </summary>
    public FaultCount? Coding(long rows) => Ordered.FirstOrDefault(fault =>
        fault is { Column: not (null or Schema.IdColumn), Kind: "new category" or "out of range" }
        && fault.Found != Others
        && !MissingValue.IsSpelling(fault.Found)
        && (fault.Count >= 10 || (fault.Count >= 3 && fault.Count >= 0.01 * rows)));

    /// <summary>Counts the faults of one row.</summary>
    public void Add(IReadOnlyList<RowError> faults)
    {
        Rows++;
        foreach (var fault in faults)
        {
            // What is said of an id names its line: each would be a value of its own.
            var (column, found) = (fault.Column ?? "", fault.Column == Schema.IdColumn
                ? "an id that can't be kept" : Printable(fault.Found));
            var key = (column, _counts.Count < MaxDistinct || _counts.ContainsKey((column, found)) ? found : Others);
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
        var column = fault.Column == Schema.OutcomeColumn ? Schema.Hypertension : Schema.Inputs.FirstOrDefault(c => c.Name == fault.Column);
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

/// <summary>What was set aside because of one column.</summary>
/// <param name="Column">The column; null if the rows could not be taken apart.</param>
/// <param name="Rows">In how many rows it was at fault.</param>
/// <param name="Value">Its commonest value there.</param>
/// <param name="Count">In how many rows that value stands.</param>
internal sealed record SetAsideColumn(string? Column, long Rows, string Value, long Count)
{
    /// <summary>The longest value that a reason quotes.</summary>
    private const int MaxQuoted = 30;

    /// <summary>All of them in words, such as "age 12 (\"NA\" in 9), bmi 3 (\"-9\" in 3)"; empty if there are none.</summary>
    public static string InWords(IReadOnlyList<SetAsideColumn> columns) => string.Join(", ", columns.Select(column =>
        column.Column is null
            ? $"{column.Rows} not readable (\"{RowError.Quote(column.Value, MaxQuoted)}\" in {column.Count})"
            : $"{column.Column} {column.Rows} (\"{RowError.Quote(column.Value, MaxQuoted)}\" in {column.Count})"));
}
