using System.Globalization;
using StrokeFunctions.Data;

namespace StrokeFunctions.Monitoring;

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
        [.. _counts.Values.OrderByDescending(f => f.Count).ThenBy(f => f.Column, StringComparer.Ordinal).ThenBy(f => f.Found, StringComparer.Ordinal)];

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
    private static string Printable(string text) => string.Concat(text.Select(c =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '\uFFFD' : c));

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
