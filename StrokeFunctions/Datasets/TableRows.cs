using System.Buffers.Binary;
using System.Collections;
using System.Text;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Rows of a training table, in the ordinal order of the ids, packed into about 20 bytes each and read one after the other, as often as one
/// likes: in a temporary file if they are many, so that a table of any size takes the same memory. Nothing is lost by packing.
/// </summary>
internal sealed class TableRows : IReadOnlyCollection<TableRow>
{
    private readonly Spool _packed;

    internal TableRows(Spool packed, int count, int strokes) => (_packed, Count, Strokes) = (packed, count, strokes);

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>How many of them had a stroke.</summary>
    public int Strokes { get; }

    /// <summary>The rows; each one's line is its line in the table's file, the header being line 1.</summary>
    public IEnumerator<TableRow> GetEnumerator() => new Enumerator(_packed.OpenRead(), Count);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Enumerator(Stream packed, int count) : IEnumerator<TableRow>
    {
        private readonly byte[] _buffer = new byte[256 * 1024];
        private TableRow _current;
        private int _at;
        private int _end;
        private int _row;

        public TableRow Current => _current;

        object IEnumerator.Current => _current;

        public bool MoveNext()
        {
            if (_row == count) return false;
            if (_end - _at < PackedRow.MaxLength) Refill();
            _at += PackedRow.Read(_buffer.AsSpan(_at, _end - _at), ++_row + 1, out _current);
            return true;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose() => packed.Dispose();

        private void Refill()
        {
            _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
            (_at, _end) = (0, _end - _at);
            while (_end < _buffer.Length && packed.Read(_buffer.AsSpan(_end)) is > 0 and var read) _end += read;
        }
    }
}

/// <summary>Takes the rows of a table one after the other.</summary>
#pragma warning disable CA1001 // TableRows owns the rows in the end; those of a writer that is given up end with their file's handle
internal sealed class TableRowsWriter
#pragma warning restore CA1001
{
    private readonly Spool _packed = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private int _count;
    private int _strokes;

    /// <summary>Takes a row, whose id is behind those before it.</summary>
    public void Add(in TableRow row)
    {
        if (_buffer.Length - _length < PackedRow.MaxLength) Flush();
        _length += PackedRow.Write(row, _buffer.AsSpan(_length));
        _count++;
        if (row.Row.Stroke) _strokes++;
    }

    /// <summary>The rows taken; no more can be.</summary>
    public TableRows Finish()
    {
        Flush();
        return new TableRows(_packed, _count, _strokes);
    }

    private void Flush()
    {
        _packed.Write(_buffer.AsSpan(0, _length));
        _length = 0;
    }
}

/// <summary>
/// One row in few bytes: dataset and outcome, the categories as one number, the numbers as hundredths where that is what they are, the id.
/// Only ever read by the program that wrote it.
/// </summary>
internal static class PackedRow
{
    /// <summary>More than any row takes.</summary>
    public const int MaxLength = 8 * 1024;

    private const int MaxIdLength = 7 * 1024;
    private const double Hundredths = 100;
    private const uint Missing = 0, Exact = 1, First = 2;

    private static readonly CategoryColumn[] Categories = [.. Schema.Inputs.OfType<CategoryColumn>()];
    private static readonly int[] CategoryCounts = [.. Categories.Select(column => column.Categories.Count)];
    private static readonly int[] CategoryInputs = [.. Categories.Select(column => column.Index)];
    private static readonly int[] Numbers = [.. Schema.Inputs.OfType<NumericColumn>().Select(column => column.Index)];

    /// <summary>Writes a row and returns its length.</summary>
    public static int Write(in TableRow row, Span<byte> bytes)
    {
        var at = WriteNumber(((uint)row.Source << 1) | (row.Row.Stroke ? 1U : 0U), bytes);
        var categories = 0U;
        for (var i = CategoryInputs.Length - 1; i >= 0; i--)
            categories = (categories * (uint)CategoryCounts[i]) + (uint)row.Row.Patient[CategoryInputs[i]];
        at += WriteNumber(categories, bytes[at..]);
        foreach (var input in Numbers) at += WriteValue(row.Row.Patient[input], bytes[at..]);
        var length = Encoding.UTF8.GetByteCount(row.Row.Id);
        if (length > MaxIdLength) throw new ArgumentException("An id is too long.", nameof(row));
        at += WriteNumber((uint)length, bytes[at..]);
        return at + Encoding.UTF8.GetBytes(row.Row.Id, bytes[at..]);
    }

    /// <summary>Reads a row and returns its length.</summary>
    public static int Read(ReadOnlySpan<byte> bytes, long line, out TableRow row)
    {
        var at = ReadNumber(bytes, out var source);
        at += ReadNumber(bytes[at..], out var categories);
        var patient = new Patient();
        for (var i = 0; i < CategoryInputs.Length; i++)
        {
            (categories, var category) = Math.DivRem(categories, (uint)CategoryCounts[i]);
            patient[CategoryInputs[i]] = category;
        }

        foreach (var input in Numbers) at += ReadValue(bytes[at..], out patient[input]);
        at += ReadNumber(bytes[at..], out var length);
        var id = Encoding.UTF8.GetString(bytes.Slice(at, (int)length));
        row = new TableRow(new DatasetRow(line, id, patient, (source & 1) == 1), (int)(source >> 1));
        return at + (int)length;
    }

    private static int WriteValue(double value, Span<byte> bytes)
    {
        if (double.IsNaN(value)) return WriteNumber(Missing, bytes);
        var scaled = Math.Round(value * Hundredths);
        if (scaled is >= 0 and < int.MaxValue
            && BitConverter.DoubleToInt64Bits(scaled / Hundredths) == BitConverter.DoubleToInt64Bits(value))
            return WriteNumber((uint)scaled + First, bytes);
        WriteNumber(Exact, bytes);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[1..], value);
        return 1 + sizeof(double);
    }

    private static int ReadValue(ReadOnlySpan<byte> bytes, out double value)
    {
        var length = ReadNumber(bytes, out var number);
        value = number == Missing ? double.NaN : (number - First) / Hundredths;
        if (number != Exact) return length;
        value = BinaryPrimitives.ReadDoubleLittleEndian(bytes[1..]);
        return 1 + sizeof(double);
    }

    /// <summary>Seven bits a byte, the lowest first; the highest bit says that more follow.</summary>
    private static int WriteNumber(uint number, Span<byte> bytes)
    {
        var length = 0;
        for (; number >= 0x80; number >>= 7) bytes[length++] = (byte)(number | 0x80);
        bytes[length++] = (byte)number;
        return length;
    }

    private static int ReadNumber(ReadOnlySpan<byte> bytes, out uint number)
    {
        number = bytes[0];
        if (number < 0x80) return 1;
        number &= 0x7F;
        for (var length = 1; ; length++)
        {
            number |= (uint)(bytes[length] & 0x7F) << (7 * length);
            if (bytes[length] < 0x80) return length + 1;
        }
    }
}
