using System.Globalization;

namespace StrokeFunctions.Patients;

/// <summary>
/// Where each column of the schema stands in one CSV file. The order is free; names match but for case and for spaces, hyphens and
/// underscores, unless a column of exactly that name is there.
/// </summary>
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

    /// <summary>Names that were taken for the schema's though they are spelled otherwise, with what they were taken for.</summary>
    public IReadOnlyList<(string Found, string Column)> Renamed { get; private init; } = [];

    /// <summary>Where an input stands.</summary>
    public int PositionOf(Column input) => _inputs[input.Index];

    /// <summary>How many of the schema's columns some names are.</summary>
    public static int CountKnown(IReadOnlyList<string> names) => Known().Count(known => PositionsOf(known, names).Count > 0);

    /// <summary>Whether a name is that of a column that holds numbers with a fraction.</summary>
    public static bool IsNumber(string name) => Schema.Inputs.Any(c => c is NumericColumn && Hint.IsSame(name, c.Name));

    /// <summary>Reads a header. Null, and at least one fault added, if the file can't be read by it.</summary>
    public static CsvHeader? Parse(IReadOnlyList<string> names, long line, CsvPurpose purpose, ICollection<RowError> faults)
    {
        if (CountKnown(names) == 0 && LooksLikeARow(names))
        {
            faults.Add(new(line, null, null, "values where the header should be", "a first line with the names of the columns"));
            return null;
        }

        var before = faults.Count;
        var positions = Known().ToDictionary(name => name, name => PositionsOf(name, names));
        var used = positions.Values.SelectMany(found => found).ToHashSet();
        var extra = names.Index().Where(name => !used.Contains(name.Index)).Select(name => name.Item).ToList();
        foreach (var (name, found) in positions) AddFaults(name, found.Count, extra, line, IsRequired(name, purpose), faults);
        if (faults.Count > before) return null;

        int Find(string name) => positions[name] is [var only] ? only : Absent;
        var header = new CsvHeader(names)
        {
            ExtraColumns = extra,
            IdPosition = Find(Schema.IdColumn),
            OutcomePosition = Find(Schema.OutcomeColumn),
            Renamed =
            [
                .. from known in positions
                   from position in known.Value
                   where !names[position].Trim().Equals(known.Key, StringComparison.OrdinalIgnoreCase)
                   select (names[position], known.Key),
            ],
        };
        foreach (var input in Schema.Inputs) header._inputs[input.Index] = Find(input.Name);
        return header;
    }

    private static IEnumerable<string> Known() => Schema.Inputs.Select(c => c.Name).Append(Schema.IdColumn).Append(Schema.OutcomeColumn);

    /// <summary>Where a column stands: by its name but for case and blanks around it, else by its letters alone.</summary>
    private static List<int> PositionsOf(string known, IReadOnlyList<string> names)
    {
        List<int> exact = [.. Enumerable.Range(0, names.Count).Where(i => names[i].Trim().Equals(known,
            StringComparison.OrdinalIgnoreCase))];
        return exact.Count > 0 ? exact : [.. Enumerable.Range(0, names.Count).Where(i => Hint.IsSame(names[i], known))];
    }

    private static bool LooksLikeARow(IReadOnlyList<string> names) =>
        names.Any(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        && names.Any(name => Schema.Inputs.OfType<CategoryColumn>().Any(c => !c.IsFlag && c.TryUnderstand(name, out _)
            && name.Trim().Length > 0));

    private static bool IsRequired(string name, CsvPurpose purpose) =>
        purpose == CsvPurpose.Dataset || (name != Schema.IdColumn && name != Schema.OutcomeColumn);

    private static void AddFaults(
        string name, int count, IReadOnlyList<string> extra, long line, bool required, ICollection<RowError> faults)
    {
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
}
