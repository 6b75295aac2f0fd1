using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Datasets;

/// <summary>What a dataset would make of the training table. A function of its arguments: nothing is written.</summary>
/// <param name="Rows">The rows afterwards, in the ordinal order of the patients' ids.</param>
/// <param name="Datasets">The datasets afterwards.</param>
/// <param name="NewPatients">Patients that the table did not know.</param>
/// <param name="ChangedPatients">Known patients with other inputs; their new row counts.</param>
/// <param name="ContradictoryPatients">Known patients with the same inputs and another outcome; their new row counts.</param>
/// <param name="RepeatedPatients">Known patients, the same again.</param>
/// <param name="OutdatedPatients">Known patients of whom the table holds a row of a later dataset; that one stays.</param>
internal sealed record TableMerge(
    IReadOnlyCollection<TableRow> Rows,
    IReadOnlyList<DatasetSource> Datasets,
    int NewPatients,
    int ChangedPatients,
    int ContradictoryPatients,
    int RepeatedPatients,
    int OutdatedPatients)
{
    /// <summary>Ages may be rounded to whole years: only who is younger by at least one can't be the same patient later.</summary>
    private const double MinYearsYounger = 1;

    /// <summary>The dataset's rows, known patients under their ids in the table.</summary>
    public IReadOnlyList<DatasetRow> Latest { get; init; } = [];

    /// <summary>How many of <see cref="Rows"/> had a stroke.</summary>
    public int Strokes { get; init; }

    /// <summary>Known patients who came under another spelling of the number that is their id.</summary>
    public int RespelledPatients { get; init; }

    /// <summary>Known patients who came under other ids, recognised by their ten values.</summary>
    public int RecognisedPatients { get; init; }

    /// <summary>Known patients who are younger than before, though the dataset is later: set aside, the table's row stays.</summary>
    public int YoungerPatients { get; init; }

    /// <summary>Known patients who are younger than before, or of another sex: hardly the same people.</summary>
    public int OtherPeople { get; init; }

    /// <summary>Known patients with another outcome than before.</summary>
    public int OtherOutcomes { get; init; }

    /// <summary>Patients of the dataset whom the table knew.</summary>
    public int KnownPatients => Latest.Count - NewPatients;

    /// <summary>What the dataset brought.</summary>
    /// <param name="summary">What was read of it.</param>
    /// <param name="knownToChampion">How many of its patients the champion was trained on.</param>
    public DatasetComparison CompareWith(DatasetSummary summary, int knownToChampion) => new(
        summary.AcceptedRowCount, summary.PatientCount, NewPatients, RepeatedPatients, ChangedPatients,
        ContradictoryPatients, OutdatedPatients, knownToChampion, summary.AcceptedRowCount - summary.PatientCount, summary.FaultyRowCount)
    {
        RespelledPatients = RespelledPatients,
        RecognisedPatients = RecognisedPatients,
        YoungerPatients = YoungerPatients,
        SetAside = summary.SetAside,
    };

    /// <summary>
    /// Takes a dataset in. Of a patient in several datasets, the row of the dataset written last counts, in whatever order they come.
    /// </summary>
    /// <param name="table">The table as it is.</param>
    /// <param name="source">The dataset.</param>
    /// <param name="latest">Its rows, one a patient, in any order.</param>
    public static TableMerge Of(TableState table, DatasetSource source, IReadOnlyList<DatasetRow> latest)
    {
        var datasets = table.Index.Datasets;
        var number = datasets.Index().Where(d => d.Item.Sha256 == source.Sha256).Select(d => d.Index).FirstOrDefault(datasets.Count);
        if (number == datasets.Count) datasets = [.. datasets, source];

        var brought = table.Erased.Patients.Count == 0
            ? latest
            : [.. latest.Where(row => !table.Erased.Covers(row.Id, source.LastModified))];
        var match = PatientMatch.Of(table.Rows, brought);
        var rows = new TableRowsWriter();
        var counts = new int[Enum.GetValues<Kind>().Length];
        var (otherPeople, otherOutcomes) = (0, 0);
        // Both are sorted by id, so one walk through both merges them; neither is held but the dataset.
        using var old = table.Rows.GetEnumerator();
        var (hasOld, added) = (old.MoveNext(), new Sorted(match.Rows));
        while (hasOld || added.HasCurrent)
        {
            var order = !hasOld ? 1 : !added.HasCurrent ? -1 : string.CompareOrdinal(old.Current.Row.Id, added.Current.Id);
            var kind = order < 0 ? Kind.Absent : order > 0 ? Kind.New : Compare(old.Current, added.Current, datasets, number);
            counts[(int)kind]++;
            if (order == 0 && IsHardlyTheSame(old.Current.Row, added.Current, kind)) otherPeople++;
            if (order == 0 && old.Current.Row.Stroke != added.Current.Stroke) otherOutcomes++;
            rows.Add(kind is Kind.New or Kind.Changed or Kind.Contradictory ? new TableRow(added.Current, number) : old.Current);
            if (order <= 0) hasOld = old.MoveNext();
            if (order >= 0) added.MoveNext();
        }

        var merged = rows.Finish();
        return new TableMerge(merged, datasets, counts[(int)Kind.New], counts[(int)Kind.Changed],
            counts[(int)Kind.Contradictory], counts[(int)Kind.Repeated], counts[(int)Kind.Outdated])
        {
            Latest = match.Rows,
            Strokes = merged.Strokes,
            RespelledPatients = match.ByNumber,
            RecognisedPatients = match.ByValues,
            YoungerPatients = counts[(int)Kind.Younger],
            OtherPeople = otherPeople,
            OtherOutcomes = otherOutcomes,
        };
    }

    /// <summary>A dataset's rows in the ordinal order of their ids, which are all different.</summary>
    private struct Sorted(IReadOnlyList<DatasetRow> rows)
    {
        private readonly int[] _order = OrderOf(rows);
        private int _at;

        public readonly bool HasCurrent => _at < _order.Length;

        public readonly DatasetRow Current => rows[_order[_at]];

        public void MoveNext() => _at++;

        private static int[] OrderOf(IReadOnlyList<DatasetRow> rows)
        {
            int[] order = [.. Enumerable.Range(0, rows.Count)];
            Array.Sort(order, (a, b) => string.CompareOrdinal(rows[a].Id, rows[b].Id));
            return order;
        }
    }

    private enum Kind
    {
        Absent,
        New,
        Changed,
        Contradictory,
        Repeated,
        Outdated,
        Younger,
    }

    private static Kind Compare(in TableRow old, in DatasetRow row, IReadOnlyList<DatasetSource> datasets, int number)
    {
        var sameInputs = old.Row.Patient.Equals(row.Patient);
        if (sameInputs && old.Row.Stroke == row.Stroke) return Kind.Repeated;
        if (datasets[old.Source].LastModified > datasets[number].LastModified) return Kind.Outdated;
        if (sameInputs) return Kind.Contradictory;
        return IsYounger(old.Row, row) ? Kind.Younger : Kind.Changed;
    }

    private static bool IsHardlyTheSame(in DatasetRow before, in DatasetRow row, Kind kind) =>
        before.Patient[Schema.Gender] != row.Patient[Schema.Gender]
            || (kind == Kind.Outdated ? IsYounger(row, before) : IsYounger(before, row));

    private static bool IsYounger(in DatasetRow before, in DatasetRow after) =>
        after.Patient[Schema.Age] <= before.Patient[Schema.Age] - MinYearsYounger;
}
