using System.Buffers.Binary;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Sorts the rows of a dataset as those of a table are: in memory so many at once, and those sorted runs merged, so that a dataset of any
/// size takes the same memory.
/// </summary>
internal sealed class RowSort
{
    /// <summary>Rows that are sorted at once: about 8 MB.</summary>
    public const int MaxInMemory = 200_000;

    private readonly int _maxInMemory;
    private readonly List<TableRows> _runs = [];
    private readonly List<Entry> _entries = [];
    private byte[] _packed = new byte[64 * 1024];
    private int _length;

    private RowSort(int maxInMemory) => _maxInMemory = maxInMemory;

    /// <summary>A dataset's rows in the ordinal order of their ids, which are all different.</summary>
    /// <param name="rows">The rows, in any order.</param>
    /// <param name="source">The number of their dataset.</param>
    /// <param name="maxInMemory">Rows that are sorted at once.</param>
    public static TableRows ById(IEnumerable<DatasetRow> rows, int source, int maxInMemory = MaxInMemory)
    {
        var sort = new RowSort(maxInMemory);
        foreach (var row in rows) sort.Add(new TableRow(row, source));
        if (sort._entries.Count > 0 || sort._runs.Count == 0) sort.EndRun();
        return sort._runs.Count == 1 ? sort._runs[0] : Merge(sort._runs);
    }

    private void Add(in TableRow row)
    {
        if (_packed.Length - _length < PackedRow.MaxLength) Array.Resize(ref _packed, 2 * _packed.Length);
        var length = PackedRow.Write(row, _packed.AsSpan(_length));
        _entries.Add(new Entry(PrefixOf(PackedRow.Read(_packed.AsSpan(_length, length)).Id), _length, length));
        _length += length;
        if (_entries.Count == _maxInMemory) EndRun();
    }

    private void EndRun()
    {
        _entries.Sort((a, b) => a.Prefix != b.Prefix ? a.Prefix.CompareTo(b.Prefix) : PackedRow.CompareIds(RowOf(a).Id, RowOf(b).Id));
        var run = new TableRowsWriter();
        foreach (var entry in _entries) run.Add(RowOf(entry));
        _runs.Add(run.Finish());
        _entries.Clear();
        _length = 0;
    }

    private PackedRow RowOf(Entry entry) => PackedRow.Read(_packed.AsSpan(entry.At, entry.Length));

    private static TableRows Merge(List<TableRows> runs)
    {
        var readers = runs.ConvertAll(run => run.Read());
        var next = new PriorityQueue<PackedRowReader, PackedRowReader>(
            Comparer<PackedRowReader>.Create((a, b) => PackedRow.CompareIds(a.Current.Id, b.Current.Id)));
        foreach (var reader in readers.Where(reader => reader.MoveNext())) next.Enqueue(reader, reader);
        var merged = new TableRowsWriter();
        while (next.TryPeek(out var first, out _))
        {
            merged.Add(first.Current);
            next.Dequeue();
            if (first.MoveNext()) next.Enqueue(first, first);
        }

        readers.ForEach(reader => reader.Dispose());
        return merged.Finish();
    }

    /// <summary>The first eight bytes of an id as a number that sorts like them: most comparisons need no more.</summary>
    private static ulong PrefixOf(ReadOnlySpan<byte> id)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        for (var i = 0; i < Math.Min(id.Length, bytes.Length); i++) bytes[i] = PackedRow.Rank(id[i]);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private readonly record struct Entry(ulong Prefix, int At, int Length);
}
