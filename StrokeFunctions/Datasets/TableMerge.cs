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
    TableRows Rows,
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
    public IReadOnlyCollection<DatasetRow> Latest { get; init; } = [];

    /// <summary>What the patients of the table were like before.</summary>
    public TableProfile Before { get; init; } = TableProfile.Nobody;

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
    /// <param name="rows">Its rows, one a patient, in any order.</param>
    /// <param name="maxInMemory">How many of them are sorted at once.</param>
    public static TableMerge Of(
        TableState table, DatasetSource source, IReadOnlyCollection<DatasetRow> rows, int maxInMemory = RowSort.MaxInMemory)
    {
        var datasets = table.Index.Datasets;
        var number = datasets.Index().Where(d => d.Item.Sha256 == source.Sha256).Select(d => d.Index).FirstOrDefault(datasets.Count);
        if (number == datasets.Count) datasets = [.. datasets, source];

        var latest = table.Erased.Patients.Count == 0
            ? rows
            : DatasetRows.From(rows.Where(row => !table.Erased.Covers(row.Id, source.LastModified)));
        var added = RowSort.ById(latest, number, maxInMemory);
        var before = TableProfile.Of(table.Rows, added);
        var match = PatientMatch.Of(table.Rows, added, before);
        if (match.Ids.Count > 0)
        {
            latest = DatasetRows.From(latest.Select(row => match.Ids.TryGetValue(row.Id, out var id) ? row with { Id = id } : row));
            added = RowSort.ById(latest, number, maxInMemory);
        }

        var (merged, counts, otherPeople, otherOutcomes) = Merge(table.Rows, added, datasets);
        return new TableMerge(merged, datasets, counts[(int)Kind.New], counts[(int)Kind.Changed],
            counts[(int)Kind.Contradictory], counts[(int)Kind.Repeated], counts[(int)Kind.Outdated])
        {
            Latest = latest,
            Before = before,
            RespelledPatients = match.ByNumber,
            RecognisedPatients = match.ByValues,
            YoungerPatients = counts[(int)Kind.Younger],
            OtherPeople = otherPeople,
            OtherOutcomes = otherOutcomes,
        };
    }

    /// <summary>Both are sorted by id, so one walk through both merges them; a row that stays is copied as it is packed.</summary>
    private static (TableRows Rows, int[] Counts, int OtherPeople, int OtherOutcomes) Merge(
        TableRows table, TableRows rows, IReadOnlyList<DatasetSource> datasets)
    {
        var merged = new TableRowsWriter();
        var counts = new int[Enum.GetValues<Kind>().Length];
        var (otherPeople, otherOutcomes) = (0, 0);
        using var old = table.Read();
        using var added = rows.Read();
        var (hasOld, hasAdded) = (old.MoveNext(), added.MoveNext());
        var before = hasOld ? old.Current : default;
        var row = hasAdded ? added.Current : default;
        while (hasOld || hasAdded)
        {
            var order = !hasOld ? 1 : !hasAdded ? -1 : PackedRow.CompareIds(before.Id, row.Id);
            var kind = order < 0 ? Kind.Absent : order > 0 ? Kind.New : Compare(before, row, datasets);
            counts[(int)kind]++;
            if (order == 0 && IsHardlyTheSame(before.Patient, row.Patient, kind)) otherPeople++;
            if (order == 0 && before.Stroke != row.Stroke) otherOutcomes++;
            merged.Add(kind is Kind.New or Kind.Changed or Kind.Contradictory ? row : before);
            if (order <= 0 && (hasOld = old.MoveNext())) before = old.Current;
            if (order >= 0 && (hasAdded = added.MoveNext())) row = added.Current;
        }

        return (merged.Finish(), counts, otherPeople, otherOutcomes);
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

    private static Kind Compare(PackedRow old, PackedRow row, IReadOnlyList<DatasetSource> datasets)
    {
        var sameInputs = old.Values.SequenceEqual(row.Values);
        if (sameInputs && old.Stroke == row.Stroke) return Kind.Repeated;
        if (datasets[old.Source].LastModified > datasets[row.Source].LastModified) return Kind.Outdated;
        if (sameInputs) return Kind.Contradictory;
        return IsYounger(old.Patient, row.Patient) ? Kind.Younger : Kind.Changed;
    }

    private static bool IsHardlyTheSame(in Patient before, in Patient row, Kind kind) =>
        before[Schema.Gender] != row[Schema.Gender] || (kind == Kind.Outdated ? IsYounger(row, before) : IsYounger(before, row));

    private static bool IsYounger(in Patient before, in Patient after) => after[Schema.Age] <= before[Schema.Age] - MinYearsYounger;
}
