using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace StrokeFunctions.Patients;

/// <summary>
/// Reads a CSV file of patients record by record in constant memory, whatever the file holds. A record has a patient or
/// faults, never both; a fault of the file as a whole (its header, a quote that never closes) ends the reading.
/// Empty lines hold nothing and are passed over. A column that isn't used is never a fault, whatever its bytes.
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

    /// <summary>More characters than any value has that can be understood.</summary>
    private const int MaxValueLength = 64;

    private static readonly Column[] Inputs = [.. Schema.Inputs];

    private readonly CsvReader _csv;
    private readonly CsvPurpose _purpose;
    private readonly CsvDialect _dialect;
    private readonly SpellingCounts _spellings = new();
    private readonly List<RowError> _fileFaults = [];
    private readonly List<RowError> _rowFaults = [];
    private Patient _patient;
    private CsvMalformedReason? _malformed;

    /// <summary>For how many more values it is looked what was meant: comparing words takes longer than all the rest.</summary>
    private int _hints = FaultList.MaxListed;

    private PatientCsvReader(Stream stream, CsvPurpose purpose, CsvDialect dialect, FileFormat format)
    {
        _purpose = purpose;
        _dialect = dialect;
        Format = format;
        _csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            // A line that names the delimiter is heeded, and counted, only where none is given.
            Separator = dialect.HasDelimiterLine ? null : dialect.Delimiter,
            Encoding = dialect.Encoding,
            HasHeader = false,
            TrackLineNumbers = true,
            BufferSize = MaxRecordBytes,
            MaxRecordSize = MaxRecordBytes,
            OnMalformedRecord = record => _malformed = record.Reason,
        }, leaveOpen: true);
    }

    /// <summary>What was understood of the file's form.</summary>
    public FileFormat Format { get; }

    /// <summary>What divides two columns.</summary>
    public char Delimiter => _dialect.Delimiter;

    /// <summary>Whether numbers have a decimal comma.</summary>
    public bool DecimalComma => _dialect.DecimalComma;

    /// <summary>The file's header; null if the file can't be read.</summary>
    public CsvHeader? Header { get; private set; }

    /// <summary>Why the file can't be read, or not to its end; empty if it can.</summary>
    public IReadOnlyList<RowError> FileFaults => _fileFaults;

    /// <summary>Values read so far that were understood though they are spelled otherwise.</summary>
    public IReadOnlyList<Spelling> Spellings => _spellings.Listed;

    /// <summary>The line where the current record begins; the header stands on line 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the current record holds no patient; empty if it does. Valid until the next read.</summary>
    public IReadOnlyList<RowError> RowFaults => _rowFaults;

    /// <summary>The current patient, if the record has no fault. Valid until the next read.</summary>
    public ref readonly Patient Patient => ref _patient;

    /// <summary>
    /// The current patient's id, or null if the file gives none. Made anew each time: ask once, and before the next read.
    /// </summary>
    public string? Id =>
        Header is null || PatientId.IsBlank(IdBytes(Header)) ? null : PatientId.Canonical(Encoding.UTF8.GetString(IdBytes(Header)));

    /// <summary>The current patient's outcome, or null if the file gives none.</summary>
    public bool? Outcome { get; private set; }

    /// <summary>The current record as the file has it (in UTF-8), without its line end. Valid until the next read.</summary>
    public ReadOnlySpan<byte> RawRecord => _csv.RawRecord;

    /// <summary>
    /// Writes the current record, with an apostrophe before each field that a spreadsheet would take for a formula
    /// (OWASP, CSV Injection). A record without one is written as the file has it.
    /// </summary>
    public void WriteNeutralized(IBufferWriter<byte> output)
    {
        var fields = Enumerable.Range(0, _csv.FieldCount);
        if (!fields.Any(i => IsFormula(_csv.GetSpan(i))))
        {
            output.Write(RawRecord);
            return;
        }

        var record = fields.Select(i => (IsFormula(_csv.GetSpan(i)) ? "'" : "") + _csv.GetString(i));
        Encoding.UTF8.GetBytes(string.Join(Delimiter,
            record.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")), output);
    }

    /// <summary>Opens a file and reads its header. The stream stays the caller's to close.</summary>
    public static async Task<PatientCsvReader> OpenAsync(Stream stream, CsvPurpose purpose, CancellationToken cancellationToken)
    {
        var (dialect, format, file) = await CsvDialect.DetectAsync(stream, cancellationToken);
        var reader = new PatientCsvReader(file, purpose, dialect, format);
        if (dialect.Fault is { } fault)
        {
            reader._fileFaults.Add(fault);
        }
        else if (await reader.NextAsync(cancellationToken))
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
        var names = Enumerable.Range(0, _csv.FieldCount).Select(_csv.GetString).ToList();
        Header = CsvHeader.Parse(names, Line, _purpose, _fileFaults);
    }

    private void ReadRecord(CsvHeader header)
    {
        Outcome = null;
        if (_csv.FieldCount != header.Names.Count || (_malformed is not null && HasQuotesAmongUsed(header)))
        {
            _rowFaults.Add(_malformed switch
            {
                null => new(Line, null, null, Fields(_csv.FieldCount), $"{Fields(header.Names.Count)}, as in the header"),
                CsvMalformedReason.StrayQuote =>
                    new(Line, null, null, "a quote inside an unquoted field", "fields with quotes quoted (RFC 4180)"),
                _ => new(Line, null, null, "text after a closing quote", "a comma or the line's end after it (RFC 4180)"),
            });
            return;
        }

        CheckId(header);
        ReadOutcome(header.OutcomePosition);
        for (var i = 0; i < Patients.Patient.Count; i++)
        {
            _patient[i] = ReadInput(Inputs[i], header.PositionOf(Inputs[i]));
        }
    }

    private double ReadInput(Column column, int position)
    {
        var text = _csv.GetSpan(position);
        var byComma = _dialect.DecimalComma && column is NumericColumn;
        if (!byComma && column.TryParse(text, out var value)) return value;
        if (TryUnderstand(column, text, out value)) return value;
        _rowFaults.Add(FaultOf(column.Name, text, column.Allowed, column));
        return double.NaN;
    }

    /// <summary>
    /// Reads what is spelled otherwise: with a decimal comma, in another case, with no-break spaces, another word for missing.
    /// </summary>
    private bool TryUnderstand(Column column, ReadOnlySpan<byte> utf8, out double value)
    {
        value = double.NaN;
        Span<char> text = stackalloc char[MaxValueLength];
        if (utf8.Length > MaxValueLength || !Encoding.UTF8.TryGetChars(utf8, text, out var length)) return false;
        text = text[..length];
        if (_spellings.TryCount(column.Index, text, out value)) return true;
        Span<char> plain = stackalloc char[MaxValueLength];
        text.CopyTo(plain);
        plain = plain[..length];
        if (_dialect.DecimalComma && column is NumericColumn or CategoryColumn { IsFlag: true })
        {
            // A point in a file of decimal commas may divide thousands.
            if (plain.Contains('.') && !MissingValue.IsSpelling(plain)) return false;
            plain.Replace(',', '.');
        }

        if (!column.TryUnderstand(plain, out value)) return false;
        var isPlainNumber = column is NumericColumn && !double.IsNaN(value);
        var isUsual = column is NumericColumn && (plain.IsEmpty || plain.SequenceEqual(NumericColumn.Missing));
        if (!isPlainNumber && !isUsual) _spellings.Add(column.Index, text, double.IsNaN(value) ? "missing" : column.Format(value), value);
        return true;
    }

    private void CheckId(CsvHeader header)
    {
        var id = IdBytes(header);
        var lacks = _purpose == CsvPurpose.Dataset && PatientId.IsBlank(id);
        if (lacks || id.Length > MaxIdBytes || !Utf8.IsValid(id) || id.Contains((byte)0))
            _rowFaults.Add(FaultOf(Schema.IdColumn, id, $"a text of 1 to {MaxIdBytes} bytes"));
    }

    private ReadOnlySpan<byte> IdBytes(CsvHeader header) =>
        header.IdPosition == CsvHeader.Absent ? default : FieldText.Trim(_csv.GetSpan(header.IdPosition));

    /// <summary>An outcome is used by datasets alone; a file to score may hold anything there.</summary>
    private void ReadOutcome(int position)
    {
        // A dataset without the column has no header that is taken.
        if (position == CsvHeader.Absent) return;
        var text = FieldText.Trim(_csv.GetSpan(position));
        if (text.SequenceEqual("0"u8)) Outcome = false;
        else if (text.SequenceEqual("1"u8)) Outcome = true;
        else if (TryUnderstand(OutcomeFlag, text, out var value)) Outcome = value == 1;
        else if (_purpose == CsvPurpose.Dataset) _rowFaults.Add(FaultOf(Schema.OutcomeColumn, text, "0, 1"));
    }

    private RowError FaultOf(string column, ReadOnlySpan<byte> text, string allowed, Column? input = null)
    {
        if (text.Contains((byte)0)) return new(Line, null, column, "a NUL byte", allowed);
        if (!Utf8.IsValid(text)) return new(Line, null, column, "bytes that are not UTF-8", allowed);
        var found = Encoding.UTF8.GetString(text);
        return new(Line, null, column, RowError.Quote(found), allowed, input is null || _hints-- <= 0 ? null : Hint.ForValue(input, found));
    }

    /// <summary>
    /// Where quotes are broken, the reader may have taken a value apart wrongly; in a column that isn't used that is nobody's harm.
    /// </summary>
    private bool HasQuotesAmongUsed(CsvHeader header)
    {
        foreach (var input in Inputs)
        {
            if (IsOdd(header.PositionOf(input))) return true;
        }

        return IsOdd(header.IdPosition) || IsOdd(header.OutcomePosition);

        bool IsOdd(int position)
        {
            if (position == CsvHeader.Absent) return false;
            var raw = _csv.GetRawSpan(position);
            var isQuoted = raw.Length >= 2 && raw[0] == '"' && raw[^1] == '"';
            return (isQuoted ? raw[1..^1] : raw).Contains((byte)'"');
        }
    }

    private static bool IsFormula(ReadOnlySpan<byte> field) => !field.IsEmpty && "=+-@\t\r"u8.Contains(field[0]);

    private static string Fields(int count) => $"{count} field{(count == 1 ? "" : "s")}";

    /// <summary>The outcome, read as a flag among the inputs is.</summary>
    private static readonly CategoryColumn OutcomeFlag = new(Schema.OutcomeColumn, Patients.Patient.Count, "Stroke (1: yes)", ["0", "1"],
        IsFlag: true);
}

/// <summary>What a CSV file of patients is for, which decides what it must hold besides the ten inputs.</summary>
internal enum CsvPurpose
{
    /// <summary>Patients to score: id and outcome may be absent, and empty where they are present.</summary>
    Scoring,

    /// <summary>Rows to learn from: each needs an id and an outcome.</summary>
    Dataset,
}
