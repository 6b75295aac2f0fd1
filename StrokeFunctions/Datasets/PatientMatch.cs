using System.Runtime.InteropServices;
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

    /// <summary>Two patients of one file who can't be told apart.</summary>
    private const int Ambiguous = -1;

    /// <summary>Recognises patients. The table is read three times at most, and none of it is held.</summary>
    /// <param name="table">The table's rows.</param>
    /// <param name="rows">The dataset's rows, one a patient.</param>
    public static PatientMatch Of(IReadOnlyCollection<TableRow> table, IReadOnlyList<DatasetRow> rows)
    {
        if (table.Count == 0) return new PatientMatch(rows, 0, 0);
        var unknown = Unknown(table, rows);
        if (unknown.Count == 0) return new PatientMatch(rows, 0, 0);

        var ids = new Dictionary<int, string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        Take(SameNumber(table, rows, unknown));
        var byNumber = ids.Count;
        if (byNumber > 0) unknown.RemoveAll(ids.ContainsKey);
        var (alike, found) = SameValues(table, rows, unknown);
        if (alike >= MinAlike && alike > MinAlikeShare * unknown.Count) Take(found);
        return new PatientMatch(
            ids.Count == 0 ? rows : [.. rows.Select((row, i) => ids.TryGetValue(i, out var id) ? row with { Id = id } : row)],
            byNumber, ids.Count - byNumber);

        void Take(IReadOnlyList<(int Row, string Id)> matches)
        {
            // An id that another row of the dataset has, or was given, is taken.
            if (matches.Count > 0 && taken.Count == 0) taken.UnionWith(rows.Select(row => row.Id));
            foreach (var (i, id) in matches)
            {
                if (taken.Add(id)) ids[i] = id;
            }
        }
    }

    /// <summary>The rows whose id the table doesn't have.</summary>
    private static List<int> Unknown(IReadOnlyCollection<TableRow> table, IReadOnlyList<DatasetRow> rows)
    {
        var unknown = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++) unknown[rows[i].Id] = i;
        foreach (var row in table) unknown.Remove(row.Row.Id);
        return [.. unknown.Values.Order()];
    }

    private static IReadOnlyList<(int Row, string Id)> SameNumber(
        IReadOnlyCollection<TableRow> table, IReadOnlyList<DatasetRow> rows, List<int> unknown)
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

        return
        [
            .. found.Where(pair => pair.Value is not null && wanted[pair.Key] != Ambiguous)
                .Select(pair => (wanted[pair.Key], pair.Value!)).OrderBy(pair => pair.Item1),
        ];
    }

    /// <summary>How many of the unknown have a known patient's ten values, and of whom it can be told whose.</summary>
    private static (int Alike, IReadOnlyList<(int Row, string Id)> Found) SameValues(
        IReadOnlyCollection<TableRow> table, IReadOnlyList<DatasetRow> rows, List<int> unknown)
    {
        // Rows stand for their patients, who are twenty times as large: of each ten values the first row, and how many have them.
        var counts = new Dictionary<int, int>(unknown.Count, new ValueComparer(rows));
        foreach (var i in unknown) CollectionsMarshal.GetValueRefOrAddDefault(counts, i, out _)++;

        var wanted = counts.GetAlternateLookup<Patient>();
        var found = new Dictionary<int, string?>();
        foreach (var row in table)
        {
            if (wanted.TryGetValue(row.Row.Patient, out var first, out _))
                found[first] = found.ContainsKey(first) ? null : row.Row.Id;
        }

        return (found.Keys.Sum(first => counts[first]),
            [
                .. found.Where(pair => pair.Value is not null && counts[pair.Key] == 1)
                    .Select(pair => (pair.Key, pair.Value!)).OrderBy(pair => pair.Key),
            ]);
    }

    /// <summary>Compares rows by their ten values.</summary>
    private sealed class ValueComparer(IReadOnlyList<DatasetRow> rows) : IEqualityComparer<int>, IAlternateEqualityComparer<Patient, int>
    {
        public bool Equals(int x, int y) => rows[x].Patient.Equals(rows[y].Patient);

        public int GetHashCode(int obj) => rows[obj].Patient.GetHashCode();

        public bool Equals(Patient alternate, int other) => rows[other].Patient.Equals(alternate);

        public int GetHashCode(Patient alternate) => alternate.GetHashCode();

        public int Create(Patient alternate) => throw new NotSupportedException("Rows are not made of their values.");
    }
}
