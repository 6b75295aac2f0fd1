namespace StrokeFunctions.Patients;

/// <summary>
/// Which values of a file were understood though they are spelled otherwise, and in how many rows: it is told, and a spelling that came
/// before
/// is looked up instead of understood again. In bounded memory.
/// </summary>
internal sealed class SpellingCounts
{
    /// <summary>How many spellings of a column are counted one by one.</summary>
    private const int MaxListed = 100;

    private readonly Dictionary<string, (string ReadAs, double Value, long Rows)>?[] _columns =
        new Dictionary<string, (string, double, long)>?[Patient.Count + 1];

    /// <summary>All of them, by column, the commonest first.</summary>
    public IReadOnlyList<Spelling> Listed =>
    [
        .. from column in _columns.Index()
           where column.Item is not null
           from spelling in column.Item!.OrderByDescending(s => s.Value.Rows).ThenBy(s => s.Key, StringComparer.Ordinal)
           select new Spelling(NameOf(column.Index), RowError.Quote(spelling.Key), spelling.Value.ReadAs, spelling.Value.Rows),
    ];

    /// <summary>Counts a spelling that came before, and says what it stands for.</summary>
    public bool TryCount(int column, ReadOnlySpan<char> text, out double value)
    {
        value = double.NaN;
        if (_columns[column] is not { } known || !known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var found))
            return false;
        known.GetAlternateLookup<ReadOnlySpan<char>>()[text] = found with { Rows = found.Rows + 1 };
        value = found.Value;
        return true;
    }

    /// <summary>Takes a new spelling.</summary>
    public void Add(int column, ReadOnlySpan<char> text, string readAs, double value)
    {
        var known = _columns[column] ??= new(StringComparer.Ordinal);
        if (known.Count < MaxListed) known.Add(text.ToString(), (readAs, value, 1));
    }

    private static string NameOf(int column) => column < Patient.Count ? Schema.Inputs[column].Name : Schema.OutcomeColumn;
}

/// <summary>A value that was understood though it is spelled otherwise.</summary>
/// <param name="Column">The column.</param>
/// <param name="Found">How the file spells it.</param>
/// <param name="ReadAs">What it was read as.</param>
/// <param name="Rows">In how many rows.</param>
internal sealed record Spelling(string Column, string Found, string ReadAs, long Rows);
