using System.Buffers;
using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>How reading a dataset ended: accepted, or refused as a whole.</summary>
/// <param name="Summary">What was found in the file.</param>
internal abstract record DatasetOutcome(DatasetSummary Summary)
{
    /// <summary>
    /// The rows set aside, as they came, each with its faults: a CSV file to mend and send again; empty if there are none.
    /// </summary>
    public ReadOnlyMemory<byte> Rejected { get; init; }
}

/// <summary>A dataset to learn from. Its faulty rows, if any, are set aside and listed in the summary.</summary>
/// <param name="Rows">The accepted rows in the order of the file, a patient's repeats among them.</param>
/// <param name="Summary">What was found in the file.</param>
internal sealed record AcceptedDataset(DatasetRows Rows, DatasetSummary Summary) : DatasetOutcome(Summary)
{
    /// <summary>The latest row of each patient, in the order of the file: what the training table takes.</summary>
    public DatasetRows LatestRows() => Rows.Latest;
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
    IReadOnlyList<string> ExtraColumns, long FaultCount, IReadOnlyList<RowError> Faults)
{
    /// <summary>The rows set aside, by column, with the commonest value of each.</summary>
    public IReadOnlyList<SetAsideColumn> SetAside { get; init; } = [];

    /// <summary>What was understood of the file's form.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>Values that were understood though they are spelled otherwise.</summary>
    public IReadOnlyList<Spelling> Spellings { get; init; } = [];

    /// <summary>Columns that were recognised though their names are spelled otherwise.</summary>
    public IReadOnlyList<RenamedColumn> RenamedColumns { get; init; } = [];
}

/// <summary>A column that was recognised though its name is spelled otherwise.</summary>
/// <param name="Found">How the file spells it.</param>
/// <param name="Column">The column that it was taken for.</param>
internal sealed record RenamedColumn(string Found, string Column);

/// <summary>
/// The rows of one file that were set aside, byte for byte as they came (a file in UTF-16 in UTF-8), with a column "problem" behind them.
/// </summary>
internal sealed class RejectedRowsFile
{
    /// <summary>The most that is kept, in bytes: the rest is only counted.</summary>
    private const int MaxLength = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _rows = new();
    private byte[] _header = [];

    /// <summary>Takes the header, which the reader stands on.</summary>
    public void Begin(PatientCsvReader csv)
    {
        if (csv.Header is not null) _header = [.. csv.RawRecord, .. Encoding.UTF8.GetBytes($"{csv.Delimiter}problem\n")];
    }

    /// <summary>Takes the row that the reader stands on.</summary>
    public void Add(PatientCsvReader csv, IReadOnlyList<RowError> faults)
    {
        if (_rows.WrittenCount > MaxLength) return;
        var problems = string.Join("; ", faults.Select(fault => fault.InWords())).Replace("\"", "\"\"", StringComparison.Ordinal);
        _rows.Write(csv.RawRecord);
        Encoding.UTF8.GetBytes($"{csv.Delimiter}\"{problems}\"\n", _rows);
    }

    /// <summary>The file; empty if no row was set aside.</summary>
    public byte[] ToBytes() => _rows.WrittenCount == 0 ? [] : [.. _header, .. _rows.WrittenSpan];
}
