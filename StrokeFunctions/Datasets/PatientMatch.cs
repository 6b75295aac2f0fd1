using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Recognises patients of the training table who come under another spelling of their id, and gives their rows the table's id:
/// by the number that an id stands for, where no other patient has the same; and by their ten values, where most of the unknown patients
/// of a file have
/// those of known ones, which chance can't explain.
/// </summary>
/// <param name="Rows">The dataset's rows, known patients under their ids in the table.</param>
/// <param name="ByNumber">Patients recognised by the number that their id stands for.</param>
/// <param name="ByValues">Patients recognised by their ten values.</param>
internal sealed record PatientMatch(IReadOnlyList<DatasetRow> Rows, int ByNumber, int ByValues)
{
    /// <summary>With fewer patients alike, it may be chance.</summary>
    public const int MinAlike = 5;

    /// <summary>More than this share of the unknown patients must have a known patient's ten values.</summary>
    public const double MinAlikeShare = 0.5;

    /// <summary>Two patients of one table, or of one file, who can't be told apart.</summary>
    private const int Ambiguous = -1;

    /// <summary>Recognises patients.</summary>
    /// <param name="table">The table's rows.</param>
    /// <param name="rows">The dataset's rows, one a patient.</param>
    public static PatientMatch Of(IReadOnlyList<TableRow> table, IReadOnlyList<DatasetRow> rows)
    {
        var inTable = new HashSet<string>(table.Count, StringComparer.Ordinal);
        foreach (var row in table) inTable.Add(row.Row.Id);
        var unknown = Enumerable.Range(0, rows.Count).Where(i => !inTable.Contains(rows[i].Id)).ToList();
        if (table.Count == 0 || unknown.Count == 0) return new PatientMatch(rows, 0, 0);

        var taken = rows.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        var ids = new Dictionary<int, string>();
        foreach (var (i, id) in SameNumber(table, rows, unknown))
        {
            if (taken.Add(id)) ids[i] = id;
        }

        var byNumber = ids.Count;
        unknown.RemoveAll(ids.ContainsKey);
        var (alike, found) = SameValues(table, rows, unknown);
        if (alike >= MinAlike && alike > MinAlikeShare * unknown.Count)
        {
            foreach (var (i, id) in found)
            {
                if (taken.Add(id)) ids[i] = id;
            }
        }

        return new PatientMatch(
            ids.Count == 0 ? rows : [.. rows.Select((row, i) => ids.TryGetValue(i, out var id) ? row with { Id = id } : row)],
            byNumber, ids.Count - byNumber);
    }

    private static IEnumerable<(int Row, string Id)> SameNumber(
        IReadOnlyList<TableRow> table, IReadOnlyList<DatasetRow> rows, List<int> unknown)
    {
        var wanted = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var i in unknown)
        {
            if (PatientId.NumberOf(rows[i].Id) is { } number) wanted[number] = wanted.ContainsKey(number) ? Ambiguous : i;
        }

        if (wanted.Count == 0) return [];
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var row in table)
        {
            if (PatientId.NumberOf(row.Row.Id) is { } number && wanted.ContainsKey(number))
                found[number] = found.ContainsKey(number) ? null : row.Row.Id;
        }

        return found.Where(pair => pair.Value is not null && wanted[pair.Key] != Ambiguous)
            .Select(pair => (wanted[pair.Key], pair.Value!)).OrderBy(pair => pair.Item1);
    }

    /// <summary>How many of the unknown have a known patient's ten values, and of whom it can be told whose.</summary>
    private static (int Alike, IReadOnlyList<(int Row, string Id)> Found) SameValues(
        IReadOnlyList<TableRow> table, IReadOnlyList<DatasetRow> rows, List<int> unknown)
    {
        var wanted = new Dictionary<Patient, int>(unknown.Count);
        var count = new Dictionary<Patient, int>(unknown.Count);
        foreach (var i in unknown)
        {
            var patient = rows[i].Patient;
            wanted[patient] = wanted.ContainsKey(patient) ? Ambiguous : i;
            count[patient] = count.GetValueOrDefault(patient) + 1;
        }

        var found = new Dictionary<Patient, string?>();
        foreach (var row in table)
        {
            var patient = row.Row.Patient;
            if (wanted.ContainsKey(patient)) found[patient] = found.ContainsKey(patient) ? null : row.Row.Id;
        }

        return (found.Keys.Sum(patient => count[patient]),
            [
                .. found.Where(pair => pair.Value is not null && wanted[pair.Key] != Ambiguous)
                    .Select(pair => (wanted[pair.Key], pair.Value!)).OrderBy(pair => pair.Item1),
            ]);
    }
}
