using System.Runtime.InteropServices;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Reads a whole dataset. A repeated id is no fault: a file lists a patient's rows from oldest to newest and the latest counts.
/// A row that can't be a later one (the patient is younger, or a stroke is undone) contradicts the row before and is set aside.
/// </summary>
internal sealed class DatasetReader
{
    /// <summary>The largest share of faulty rows that is set aside; with more, the file is refused.</summary>
    public const double MaxFaultyShare = 0.05;

    private readonly List<DatasetRow> _rows = [];
    private readonly Dictionary<string, int> _latest = new(StringComparer.Ordinal);
    private readonly FaultList _faults = new();
    private long _rowCount;
    private long _repeated;
    private long _updated;

    private DatasetReader()
    {
    }

    /// <summary>Reads a dataset from a stream, which stays the caller's to close.</summary>
    public static async Task<DatasetOutcome> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var dataset = new DatasetReader();
        await using var csv = await PatientCsvReader.OpenAsync(stream, CsvPurpose.Dataset, cancellationToken);
        while (await csv.ReadAsync(cancellationToken))
        {
            dataset.Add(csv);
        }

        return dataset.Conclude(csv);
    }

    private void Add(PatientCsvReader csv)
    {
        _rowCount++;
        if (csv.RowFaults.Count > 0)
        {
            _faults.AddRange(csv.RowFaults);
            return;
        }

        var row = new DatasetRow(csv.Line, csv.Id!, csv.Patient, csv.Outcome!.Value);
        ref var latest = ref CollectionsMarshal.GetValueRefOrAddDefault(_latest, row.Id, out var known);
        if (known)
        {
            var before = _rows[latest];
            if (Contradiction(before, row) is { } contradiction)
            {
                _faults.Add(contradiction);
                return;
            }

            if (SameAs(before, row)) _repeated++;
            else _updated++;
        }

        latest = _rows.Count;
        _rows.Add(row);
    }

    private static RowError? Contradiction(DatasetRow before, DatasetRow row)
    {
        var what = row.Patient[Schema.Age] < before.Patient[Schema.Age] ? "younger"
            : before.Stroke && !row.Stroke ? "without the stroke"
            : null;
        return what is null ? null : new(row.Line, null, Schema.IdColumn,
            $"the patient of line {before.Line} again, {what}",
            "a patient's rows from oldest to newest");
    }

    private static bool SameAs(DatasetRow before, DatasetRow row) =>
        before.Stroke == row.Stroke && before.Patient.Equals(row.Patient);

    private DatasetOutcome Conclude(PatientCsvReader csv)
    {
        var faulty = _rowCount - _rows.Count;
        IReadOnlyList<RowError> fileFaults = csv.FileFaults.Count == 0 && _rowCount == 0
            ? [new(1, null, null, "a header and no rows", "at least one row")]
            : csv.FileFaults;
        var summary = new DatasetSummary(_rowCount, _rows.Count, faulty, _latest.Count, _repeated, _updated, csv.Header?.ExtraColumns ?? [],
            fileFaults.Count + _faults.Count, [.. fileFaults.Concat(_faults.Listed).Take(FaultList.MaxListed)]);
        if (fileFaults.Count > 0) return new RefusedDataset(FirstOf(fileFaults), summary);
        return faulty > MaxFaultyShare * _rowCount
            ? new RefusedDataset($"{faulty} of {_rowCount} rows are faulty; at most {MaxFaultyShare:P0} may be.", summary)
            : new AcceptedDataset(_rows, summary);
    }

    private static string FirstOf(IReadOnlyList<RowError> faults)
    {
        var first = faults[0];
        var where = first.Column is null ? "" : $", column {first.Column}";
        var more = faults.Count == 1 ? "" : $" (and {faults.Count - 1} more)";
        return $"Line {first.Line}{where}: {first.Found}; allowed: {first.Allowed}{more}.";
    }
}

/// <summary>How reading a dataset ended: accepted, or refused as a whole.</summary>
/// <param name="Summary">What was found in the file.</param>
internal abstract record DatasetOutcome(DatasetSummary Summary);

/// <summary>A dataset to learn from. Its faulty rows, if any, are set aside and listed in the summary.</summary>
/// <param name="Rows">The accepted rows in the order of the file, a patient's repeats among them.</param>
/// <param name="Summary">What was found in the file.</param>
internal sealed record AcceptedDataset(IReadOnlyList<DatasetRow> Rows, DatasetSummary Summary) : DatasetOutcome(Summary)
{
    /// <summary>The latest row of each patient, in the order of the file: what the training table takes.</summary>
    public IReadOnlyList<DatasetRow> LatestRows()
    {
        if (Summary.PatientCount == Rows.Count) return Rows;
        var last = new Dictionary<string, long>(Rows.Count);
        foreach (var row in Rows) last[row.Id] = row.Line;
        return [.. Rows.Where(row => last[row.Id] == row.Line)];
    }
}

/// <summary>A dataset that nothing is learned from.</summary>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Summary">What was found in the file, as far as it could be read.</param>
internal sealed record RefusedDataset(string Reason, DatasetSummary Summary) : DatasetOutcome(Summary);

/// <summary>What was found in one dataset.</summary>
/// <param name="RowCount">Records after the header. <paramref name="AcceptedRowCount"/> and <paramref name="FaultyRowCount"/> add up to
/// it.</param>
/// <param name="AcceptedRowCount">Rows without a fault.</param>
/// <param name="FaultyRowCount">Rows set aside.</param>
/// <param name="PatientCount">Different ids among the accepted rows.</param>
/// <param name="RepeatedRowCount">Accepted rows that say again what the patient's row before said.</param>
/// <param name="UpdatedRowCount">Accepted rows that say something else than the patient's row before: a later record, which counts.</param>
/// <param name="ExtraColumns">Columns that the schema doesn't know; they were not read.</param>
/// <param name="FaultCount">All faults, those of the file as a whole among them.</param>
/// <param name="Faults">The first <see cref="FaultList.MaxListed"/> faults.</param>
internal sealed record DatasetSummary(
    long RowCount, long AcceptedRowCount, long FaultyRowCount, int PatientCount, long RepeatedRowCount, long UpdatedRowCount,
    IReadOnlyList<string> ExtraColumns, long FaultCount, IReadOnlyList<RowError> Faults);
