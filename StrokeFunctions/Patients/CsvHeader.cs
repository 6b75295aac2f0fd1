namespace StrokeFunctions.Patients;

/// <summary>Where each column of the schema stands in one CSV file. Names match but for case; the order is free.</summary>
internal sealed class CsvHeader
{
    /// <summary>What stands for the position of a column that the file does not have.</summary>
    public const int Absent = -1;

    private readonly int[] _inputs = new int[Patient.Count];

    private CsvHeader(IReadOnlyList<string> names) => Names = names;

    /// <summary>The names as the file has them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The names of columns that the schema doesn't know; they are ignored, and reported.</summary>
    public IReadOnlyList<string> ExtraColumns { get; private init; } = [];

    /// <summary>Where the id stands, or <see cref="Absent"/>.</summary>
    public int IdPosition { get; private init; }

    /// <summary>Where the outcome stands, or <see cref="Absent"/>.</summary>
    public int OutcomePosition { get; private init; }

    /// <summary>Where an input stands.</summary>
    public int PositionOf(Column input) => _inputs[input.Index];

    /// <summary>Reads a header. Null, and at least one fault added, if the file can't be read by it.</summary>
    public static CsvHeader? Parse(IReadOnlyList<string> names, long line, CsvPurpose purpose, ICollection<RowError> faults)
    {
        if (WrongDelimiter(names) is { } delimiter)
        {
            faults.Add(new(line, null, null, $"a header divided by {delimiter}", "columns divided by commas"));
            return null;
        }

        var before = faults.Count;
        var known = Schema.Inputs.Select(c => c.Name).Append(Schema.IdColumn).Append(Schema.OutcomeColumn).ToList();
        var extra = names.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        foreach (var name in known)
        {
            AddFaults(name, names, extra, line, IsRequired(name, purpose), faults);
        }

        if (faults.Count > before) return null;
        var header = new CsvHeader(names)
        {
            ExtraColumns = extra,
            IdPosition = Find(names, Schema.IdColumn),
            OutcomePosition = Find(names, Schema.OutcomeColumn),
        };
        foreach (var input in Schema.Inputs) header._inputs[input.Index] = Find(names, input.Name);
        return header;
    }

    private static bool IsRequired(string name, CsvPurpose purpose) =>
        purpose == CsvPurpose.Dataset || (name != Schema.IdColumn && name != Schema.OutcomeColumn);

    private static void AddFaults(
        string name, IReadOnlyList<string> names, IReadOnlyList<string> extra, long line, bool required, ICollection<RowError> faults)
    {
        var count = names.Count(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (count > 1)
        {
            faults.Add(new(line, null, name, $"{count} columns of this name", "one column of each name"));
        }
        else if (count == 0 && required)
        {
            var meant = extra.FirstOrDefault(e => Hint.Nearest(e, [name]) is not null);
            faults.Add(
                new(line, null, name, "no such column", "required", meant is null ? null : $"{name} instead of {RowError.Quote(meant)}")
            );
        }
    }

    private static string? WrongDelimiter(IReadOnlyList<string> names) => names switch
    {
        [var only] when only.Contains(';') => "semicolons",
        [var only] when only.Contains('\t') => "tabs",
        [var only] when only.Contains('|') => "vertical bars",
        _ => null,
    };

    private static int Find(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return Absent;
    }
}
