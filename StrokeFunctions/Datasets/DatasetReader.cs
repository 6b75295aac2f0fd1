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

    private readonly DatasetRowsWriter _rows = new();
    private readonly CategoryCounts _categories = new();
    private readonly FaultList _faults = new();
    private readonly FaultCounts _counts = new();
    private readonly Units.OutOfLimits _outOfLimits = new();
    private readonly RejectedRowsFile _rejected = new();
    private long _rowCount;
    private int _accepted;
    private int _strokes;
    private long _repeated;
    private long _updated;
    private long _roundedIds;

    private DatasetReader()
    {
    }

    /// <summary>Reads a dataset from a stream, which stays the caller's to close.</summary>
    public static async Task<DatasetOutcome> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (dataset, summary, fileFaults) = await ReadAllAsync(stream, cancellationToken);
        var refusal = fileFaults.Count > 0 ? FirstOf(fileFaults) : dataset.Refusal();
        var rejected = dataset._rejected.ToBytes();
        return refusal is null
            ? new AcceptedDataset(dataset._rows.Finish(), summary) { Rejected = rejected }
            : new RefusedDataset(refusal, summary) { Rejected = rejected };
    }

    /// <summary>Reads the rows without a fault, whether or not the file would be accepted, and counts the others.</summary>
    public static async Task<(DatasetRows Rows, FaultCounts Faults)> ReadRowsAsync(Stream stream,
        CancellationToken cancellationToken)
    {
        var (dataset, _, fileFaults) = await ReadAllAsync(stream, cancellationToken);
        if (fileFaults.Count > 0) dataset._counts.FileFault = FirstOf(fileFaults);
        return (dataset._rows.Finish(), dataset._counts);
    }

    private static async Task<(DatasetReader Dataset, DatasetSummary Summary, IReadOnlyList<RowError> FileFaults)> ReadAllAsync(
        Stream stream, CancellationToken cancellationToken)
    {
        var dataset = new DatasetReader();
        await using var csv = await PatientCsvReader.OpenAsync(stream, CsvPurpose.Dataset, cancellationToken);
        dataset._rejected.Begin(csv);
        while (await csv.ReadAsync(cancellationToken)) dataset.Add(csv);
        IReadOnlyList<RowError> fileFaults = csv.FileFaults.Count == 0 && dataset._rowCount == 0
            ? [new(1, null, null, "a header and no rows", "at least one row")]
            : csv.FileFaults;
        return (dataset, dataset.Summarize(csv, fileFaults), fileFaults);
    }

    private void Add(PatientCsvReader csv)
    {
        _rowCount++;
        if (csv.RowFaults.Count > 0)
        {
            SetAside(csv, csv.RowFaults);
            return;
        }

        var row = new DatasetRow(csv.Line, csv.Id!, csv.Patient, csv.Outcome!.Value);
        if (row.Id.AsSpan().IndexOfAny('E', 'e') > 0 && PatientId.IsRounded(row.Id)) _roundedIds++;
        if (_rows.Before(row.Id) is { } before)
        {
            if (Contradiction(before, row) is { } contradiction)
            {
                SetAside(csv, [contradiction]);
                return;
            }

            if (SameAs(before, row)) _repeated++;
            else _updated++;
        }

        _rows.Add(row);
        _categories.Add(row.Patient);
        _accepted++;
        if (row.Stroke) _strokes++;
    }

    private void SetAside(PatientCsvReader csv, IReadOnlyList<RowError> faults)
    {
        _faults.AddRange(faults);
        _counts.Add(faults);
        _outOfLimits.Add(faults);
        _rejected.Add(csv, faults);
    }

    private static RowError? Contradiction(DatasetRow before, DatasetRow row)
    {
        var what = row.Patient[Schema.Age] < before.Patient[Schema.Age] ? "younger"
            : before.Stroke && !row.Stroke ? "without the stroke"
            : null;
        return what is null ? null : new(row.Line, null, Schema.IdColumn,
            $"the patient of line {before.Line} again, {what}", "a patient's rows from oldest to newest");
    }

    private static bool SameAs(DatasetRow before, DatasetRow row) =>
        before.Stroke == row.Stroke && before.Patient.Equals(row.Patient);

    private DatasetSummary Summarize(PatientCsvReader csv, IReadOnlyList<RowError> fileFaults) => new(
        _rowCount, _accepted, _rowCount - _accepted, _rows.PatientCount, _repeated, _updated, csv.Header?.ExtraColumns ?? [],
        fileFaults.Count + _faults.Count, [.. fileFaults.Concat(_faults.Listed).Take(FaultList.MaxListed)])
    {
        SetAside = _counts.ByColumn,
        Format = csv.Format,
        Spellings = csv.Spellings,
        RenamedColumns = [.. csv.Header?.Renamed.Select(name => new RenamedColumn(name.Found, name.Column)) ?? []],
    };

    /// <summary>Why nothing of the rows is taken; null if they are.</summary>
    private string? Refusal()
    {
        var faulty = _rowCount - _accepted;
        var isTooMany = faulty > MaxFaultyShare * _rowCount;
        var unit = _outOfLimits.InWords(_rowCount);
        if (_counts.Coding(_rowCount) is { } coding && unit is null)
        {
            return $"Column {coding.Column}: \"{coding.Found}\" stands in {coding.Count} of {_rowCount} rows; allowed: {coding.Allowed}. "
                + "One value in many rows is another coding and no slip, so nothing is taken, whatever its share."
                + (coding.Kind == "out of range" ? " If it stands for a missing value, write N/A." : "");
        }

        if (FlagCoding() is { } flag)
        {
            return $"Column {flag.Column}: \"{flag.Found}\" stands in {flag.Count} of {_rowCount} rows, and 1 in every other; "
                + $"allowed: {flag.Allowed}. Write 0 for no and 1 for yes.";
        }

        if (_roundedIds > 1)
        {
            return $"{_roundedIds} ids are numbers that a spreadsheet rounded, such as 1.23457E+11: they name no patient any more. "
                + "Format the column id as text before you save.";
        }

        return isTooMany
            ? $"{faulty} of {_rowCount} rows are faulty; at most {MaxFaultyShare:P0} may be. "
                + $"By column: {SetAsideColumn.InWords(_counts.ByColumn)}.{(unit is null ? "" : $" {unit}")}"
            : unit;
    }

    /// <summary>
    /// An unallowed value of a flag, or of the outcome, where every other row has a 1: 1 and 2 stand for 0 and 1, however rare one of the
    /// two is. With fewer rows, all may have a 1 by chance.
    /// </summary>
    private FaultCount? FlagCoding()
    {
        if (_accepted < 10) return null;
        return _counts.Ordered.FirstOrDefault(fault => fault.Kind == "new category" && !MissingValue.IsSpelling(fault.Found)
            && IsAlwaysOne(fault.Column!));

        bool IsAlwaysOne(string name)
        {
            if (name == Schema.OutcomeColumn) return _strokes == _accepted;
            return Schema.Inputs.First(c => c.Name == name) is CategoryColumn { IsFlag: true } flag
                && _categories.Of(flag, 1) == _accepted;
        }
    }

    private static string FirstOf(IReadOnlyList<RowError> faults)
    {
        var first = faults[0];
        var where = first.Column is null ? "" : $", column {first.Column}";
        var more = faults.Count == 1 ? "" : $" (and {faults.Count - 1} more)";
        return $"Line {first.Line}{where}: {first.Found}; allowed: {first.Allowed}{more}.";
    }
}
