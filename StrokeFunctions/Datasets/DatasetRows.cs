using System.Collections;
using System.Runtime.InteropServices;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>
/// The rows of a dataset in the order of its file, packed as those of a table are: in a temporary file if they are many, so that memory
/// doesn't grow with them. They are read one after the other, as often as one likes.
/// </summary>
internal sealed class DatasetRows : IReadOnlyCollection<DatasetRow>
{
    /// <summary>The rows, each with its line in place of the number of its dataset.</summary>
    private readonly TableRows _packed;

    /// <summary>Where rows begin that a later row of the patient replaces.</summary>
    private readonly IReadOnlySet<long> _replaced;

    private readonly bool _isLatest;

    private DatasetRows(TableRows packed, IReadOnlySet<long> replaced, bool isLatest) =>
        (_packed, _replaced, _isLatest) = (packed, replaced, isLatest);

    /// <summary>How many rows there are.</summary>
    public int Count => _packed.Count - (_isLatest ? _replaced.Count : 0);

    /// <summary>The latest row of each patient.</summary>
    public DatasetRows Latest => new(_packed, _replaced, isLatest: true);

    /// <summary>Packs rows, one a patient.</summary>
    public static DatasetRows From(IEnumerable<DatasetRow> rows)
    {
        var writer = new TableRowsWriter();
        foreach (var row in rows) writer.Add(new TableRow(row, checked((int)row.Line)));
        return Of(writer.Finish(), new HashSet<long>());
    }

    /// <inheritdoc/>
    public IEnumerator<DatasetRow> GetEnumerator()
    {
        using var reader = _packed.Read();
        for (var at = 0L; reader.MoveNext(); at += reader.Current.Bytes.Length)
        {
            if (!_isLatest || !_replaced.Contains(at)) yield return reader.Current.ToRow(reader.Current.Source).Row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What <see cref="DatasetRowsWriter.Finish"/> makes.</summary>
    internal static DatasetRows Of(TableRows packed, IReadOnlySet<long> replaced) => new(packed, replaced, isLatest: false);
}

/// <summary>Takes the rows of a dataset, and finds the row before of a patient who comes again.</summary>
internal sealed class DatasetRowsWriter
{
    private readonly TableRowsWriter _rows = new();

    /// <summary>Where the latest row of a patient begins, by a hash of the id: about 28 bytes a patient.</summary>
    private readonly Dictionary<ulong, long> _latest = [];

    private readonly HashSet<long> _replaced = [];

    /// <summary>How many patients came.</summary>
    public int PatientCount => _latest.Count;

    /// <summary>The patient's row before; null if there is none.</summary>
    public DatasetRow? Before(string id) => _latest.TryGetValue(KeyOf(id), out var at) ? RowAt(at) : null;

    /// <summary>Takes a row, which replaces the patient's row before.</summary>
    public void Add(in DatasetRow row)
    {
        ref var latest = ref CollectionsMarshal.GetValueRefOrAddDefault(_latest, KeyOf(row.Id), out var isKnown);
        if (isKnown) _replaced.Add(latest);
        latest = _rows.Length;
        _rows.Add(new TableRow(row, checked((int)row.Line)));
    }

    /// <summary>The rows taken; no more can be.</summary>
    public DatasetRows Finish() => DatasetRows.Of(_rows.Finish(), _replaced);

    /// <summary>Under what a patient is found, or would be: of different ids with the same hash, the later go to the next number.</summary>
    private ulong KeyOf(string id)
    {
        var key = (ulong)(uint)StringComparer.Ordinal.GetHashCode(id) << 32;
        while (_latest.TryGetValue(key, out var at) && RowAt(at).Id != id) key++;
        return key;
    }

    private DatasetRow RowAt(long at)
    {
        var row = _rows.ReadBack(at);
        return row.ToRow(row.Source).Row;
    }
}
