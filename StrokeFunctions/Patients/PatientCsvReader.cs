using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace StrokeFunctions.Patients;

/// <summary>
/// Reads a CSV file of patients record by record in constant memory, whatever the file holds. A record has a patient or
/// faults, never both; a fault of the file as a whole (its header, a quote that never closes) ends the reading.
/// Empty lines hold nothing and are passed over. UTF-8; with a byte order mark, UTF-16 too.
/// </summary>
/// <remarks>
/// CsvHelper, because it numbers lines, limits records, names broken quotes and shows a record's bytes, and is as fast as the other
/// candidate, Sylvan.Data.Csv, which does none of these (CsvBenchmarks compares them on a million rows).
/// </remarks>
internal sealed class PatientCsvReader : IAsyncDisposable
{
    /// <summary>The longest record that is read, in bytes: some five hundred times a usual one.</summary>
    public const int MaxRecordBytes = 64 * 1024;

    /// <summary>The longest id, in bytes of UTF-8.</summary>
    public const int MaxIdBytes = 100;

    private static readonly Column[] Inputs = [.. Schema.Inputs];

    private readonly CsvReader _csv;
    private readonly CsvPurpose _purpose;
    private readonly List<RowError> _fileFaults = [];
    private readonly List<RowError> _rowFaults = [];
    private CsvMalformedReason? _malformed;

    private PatientCsvReader(Stream stream, CsvPurpose purpose)
    {
        _purpose = purpose;
        _csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            TrackLineNumbers = true,
            BufferSize = MaxRecordBytes,
            MaxRecordSize = MaxRecordBytes,
            OnMalformedRecord = record => _malformed = record.Reason,
        }, leaveOpen: true);
    }

    /// <summary>The file's header; null if the file can't be read.</summary>
    public CsvHeader? Header { get; private set; }

    /// <summary>Why the file can't be read, or not to its end; empty if it can.</summary>
    public IReadOnlyList<RowError> FileFaults => _fileFaults;

    /// <summary>The line where the current record begins; the header stands on line 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the current record holds no patient; empty if it does. Valid until the next read.</summary>
    public IReadOnlyList<RowError> RowFaults => _rowFaults;

    /// <summary>The current patient, if the record has no fault.</summary>
    public Patient Patient { get; private set; }

    /// <summary>
    /// The current patient's id, or null if the file gives none. Made anew each time: ask once, and before the next read.
    /// </summary>
    public string? Id => Header is null || IdBytes(Header).IsEmpty ? null : Encoding.UTF8.GetString(IdBytes(Header));

    /// <summary>The current patient's outcome, or null if the file gives none.</summary>
    public bool? Outcome { get; private set; }

    /// <summary>The current record as the file has it, without its line end. Valid until the next read.</summary>
    public ReadOnlySpan<byte> RawRecord => _csv.RawRecord;

    /// <summary>Opens a file and reads its header. The stream stays the caller's to close.</summary>
    public static async Task<PatientCsvReader> OpenAsync(Stream stream, CsvPurpose purpose, CancellationToken cancellationToken)
    {
        var reader = new PatientCsvReader(stream, purpose);
        if (await reader.NextAsync(cancellationToken))
        {
            reader.ReadHeader();
        }
        else if (reader._fileFaults.Count == 0)
        {
            reader._fileFaults.Add(new(1, null, null, "an empty file", "a header, then one line for each patient"));
        }

        return reader;
    }

    /// <summary>Reads the next record. False at the end, and where the file can't be read further.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (Header is null || !await NextAsync(cancellationToken)) return false;
        _rowFaults.Clear();
        ReadRecord(Header);
        return true;
    }

    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    /// <summary>Moves to the next record, whatever it holds. False at the end, and where the file can't be read further.</summary>
    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (_fileFaults.Count > 0) return false;
        _malformed = null;
        try
        {
            if (!await _csv.ReadAsync(cancellationToken)) return false;
        }
        catch (CsvFormatException fault)
        {
            _fileFaults.Add(new(fault.LineNumber, null, null,
                $"a record of more than {MaxRecordBytes} bytes", $"records of at most {MaxRecordBytes} bytes; every quote closed"));
            return false;
        }

        Line = _csv.LineNumber;
        if (_malformed != CsvMalformedReason.UnterminatedQuote) return true;
        _fileFaults.Add(new(Line, null, null, "a quoted field that never closes", "a closing quote (RFC 4180)"));
        return false;
    }

    private void ReadHeader()
    {
        if (TextFault() is { } fault)
        {
            _fileFaults.Add(fault);
            return;
        }

        var names = Enumerable.Range(0, _csv.FieldCount).Select(_csv.GetString).ToList();
        Header = CsvHeader.Parse(names, Line, _purpose, _fileFaults);
    }

    private void ReadRecord(CsvHeader header)
    {
        if (TextFault() is { } fault)
        {
            _rowFaults.Add(fault);
            return;
        }

        if (_csv.FieldCount != header.Names.Count)
        {
            _rowFaults.Add(new(Line, null, null, Fields(_csv.FieldCount), $"{Fields(header.Names.Count)}, as in the header"));
            return;
        }

        CheckId(header);
        Outcome = ReadOutcome(header.OutcomePosition);
        Span<double> values = stackalloc double[Patient.Count];
        for (var i = 0; i < Patient.Count; i++)
        {
            values[i] = ReadInput(Inputs[i], header);
        }

        Patient = Patient.From(values);
    }

    private double ReadInput(Column column, CsvHeader header)
    {
        var position = header.PositionOf(column);
        if (column.TryParse(_csv.GetSpan(position), out var value)) return value;
        var found = _csv.GetString(position);
        _rowFaults.Add(new(Line, null, column.Name, RowError.Quote(found), column.Allowed, Hint.ForValue(column, found)));
        return double.NaN;
    }

    private void CheckId(CsvHeader header)
    {
        var id = IdBytes(header);
        if (id.Length > MaxIdBytes || (id.IsEmpty && _purpose == CsvPurpose.Dataset))
        {
            _rowFaults.Add(
                new(Line, null, Schema.IdColumn, RowError.Quote(Encoding.UTF8.GetString(id)), $"a text of 1 to {MaxIdBytes} bytes")
            );
        }
    }

    private ReadOnlySpan<byte> IdBytes(CsvHeader header) =>
        header.IdPosition == CsvHeader.Absent ? default : _csv.GetSpan(header.IdPosition).Trim(" \t"u8);

    private bool? ReadOutcome(int position)
    {
        var text = position == CsvHeader.Absent ? default : _csv.GetSpan(position).Trim(" \t"u8);
        if (text.SequenceEqual("0"u8)) return false;
        if (text.SequenceEqual("1"u8)) return true;
        if (text.IsEmpty && _purpose == CsvPurpose.Scoring) return null;
        _rowFaults.Add(new(Line, null, Schema.OutcomeColumn, RowError.Quote(Encoding.UTF8.GetString(text)), "0, 1"));
        return null;
    }

    /// <summary>What makes the current record no text at all, or its quotes ambiguous; null if nothing does.</summary>
    private RowError? TextFault()
    {
        if (_csv.RawRecord.Contains((byte)0)) return new(Line, null, null, "a NUL byte", "text");
        if (!Utf8.IsValid(_csv.RawRecord)) return new(Line, null, null, "bytes that are not UTF-8", "text in UTF-8");
        return _malformed switch
        {
            null => null,
            CsvMalformedReason.StrayQuote => new(
                Line,
                null,
                null,
                "a quote inside an unquoted field",
                "fields with quotes quoted (RFC 4180)"
            ),
            _ => new(Line, null, null, "text after a closing quote", "a comma or the line's end after it (RFC 4180)"),
        };
    }

    private static string Fields(int count) => $"{count} field{(count == 1 ? "" : "s")}";
}

/// <summary>What a CSV file of patients is for, which decides what it must hold besides the ten inputs.</summary>
internal enum CsvPurpose
{
    /// <summary>Patients to score: id and outcome may be absent, and empty where they are present.</summary>
    Scoring,

    /// <summary>Rows to learn from: each needs an id and an outcome.</summary>
    Dataset,
}
