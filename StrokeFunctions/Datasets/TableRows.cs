using System.Collections;
using System.Runtime.CompilerServices;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Rows of a training table, in the ordinal order of the ids, packed into about 20 bytes each and read one after the other, as often as one
/// likes: in a temporary file if they are many, so that a table of any size takes the same memory. Nothing is lost by packing.
/// </summary>
[CollectionBuilder(typeof(TableRows), nameof(Of))]
internal sealed class TableRows : IReadOnlyCollection<TableRow>
{
    private readonly Spool _packed;

    internal TableRows(Spool packed, int count, int strokes) => (_packed, Count, Strokes) = (packed, count, strokes);

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>How many of them had a stroke.</summary>
    public int Strokes { get; }

    /// <summary>Packs rows, which come in the ordinal order of their ids.</summary>
    public static TableRows From(IEnumerable<TableRow> rows)
    {
        var writer = new TableRowsWriter();
        foreach (var row in rows) writer.Add(row);
        return writer.Finish();
    }

    /// <inheritdoc cref="From"/>
    public static TableRows Of(ReadOnlySpan<TableRow> rows) => From(rows.ToArray());

    /// <summary>Reads the rows as they are packed, for whoever looks at many.</summary>
    public PackedRowReader Read() => new(_packed.OpenRead(), Count);

    /// <summary>The rows; each one's line is its line in the table's file, the header being line 1.</summary>
    public IEnumerator<TableRow> GetEnumerator()
    {
        using var reader = Read();
        for (var line = 2L; reader.MoveNext(); line++) yield return reader.Current.ToRow(line);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Reads packed rows one after the other.</summary>
internal sealed class PackedRowReader(Stream packed, int count) : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _at;
    private int _length;
    private int _end;
    private int _left = count;

    /// <summary>The row that it stands on; valid until it moves.</summary>
    public PackedRow Current => PackedRow.Read(_buffer.AsSpan(_at, _length));

    /// <summary>Goes to the next row. False if there is none.</summary>
    public bool MoveNext()
    {
        if (_left == 0) return false;
        _left--;
        _at += _length;
        if (_end - _at < PackedRow.MaxLength) Refill();
        _length = PackedRow.LengthOf(_buffer.AsSpan(_at, _end - _at));
        return true;
    }

    public void Dispose() => packed.Dispose();

    private void Refill()
    {
        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        (_at, _end) = (0, _end - _at);
        while (_end < _buffer.Length && packed.Read(_buffer.AsSpan(_end)) is > 0 and var read) _end += read;
    }
}

/// <summary>Takes the rows of a table one after the other.</summary>
#pragma warning disable CA1001 // TableRows owns the rows in the end; those of a writer that is given up end with their file's handle
internal sealed class TableRowsWriter
#pragma warning restore CA1001
{
    private readonly Spool _packed = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private byte[]? _back;
    private int _length;
    private int _count;
    private int _strokes;

    /// <summary>Takes a row, whose id is behind those before it.</summary>
    public void Add(in TableRow row) => Added(PackedRow.Write(row, Free()), row.Row.Stroke);

    /// <inheritdoc cref="Add(in TableRow)"/>
    public void Add(PackedRow row)
    {
        row.Bytes.CopyTo(Free());
        Added(row.Bytes.Length, row.Stroke);
    }

    /// <inheritdoc cref="Add(in TableRow)"/>
    public void Add(ReadOnlySpan<byte> id, int combination, ReadOnlySpan<byte> numbers, bool stroke, int source) =>
        Added(PackedRow.Write(id, combination, numbers, stroke, source, Free()), stroke);

    /// <summary>Bytes taken so far: where the next row begins.</summary>
    public long Length => _packed.Length + _length;

    /// <summary>Reads a row taken before; it is valid until the next one is taken or read.</summary>
    /// <param name="at">Where it begins.</param>
    public PackedRow ReadBack(long at)
    {
        var bytes = _buffer.AsSpan(0, _length);
        if (at >= _packed.Length) bytes = bytes[(int)(at - _packed.Length)..];
        else
        {
            _back ??= new byte[PackedRow.MaxLength];
            bytes = _back.AsSpan(0, _packed.ReadAt(at, _back));
        }

        return PackedRow.Read(bytes[..PackedRow.LengthOf(bytes)]);
    }

    /// <summary>The rows taken; no more can be.</summary>
    public TableRows Finish()
    {
        Flush();
        return new TableRows(_packed, _count, _strokes);
    }

    private Span<byte> Free()
    {
        if (_buffer.Length - _length < PackedRow.MaxLength) Flush();
        return _buffer.AsSpan(_length);
    }

    private void Added(int length, bool stroke)
    {
        _length += length;
        _count++;
        if (stroke) _strokes++;
    }

    private void Flush()
    {
        _packed.Write(_buffer.AsSpan(0, _length));
        _length = 0;
    }
}
