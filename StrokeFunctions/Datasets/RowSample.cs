using System.IO.Hashing;
using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>
/// A sample of patients that is drawn while they pass, in memory for no more than itself: those whose ids have the least hashes. So it
/// depends on the seed and the ids alone, not on the order, and who is in a sample stays in it for as long as it has room.
/// </summary>
internal sealed class RowSample(int seed)
{
    private readonly PriorityQueue<DatasetRow, ulong> _rows = new();

    /// <summary>From this hash on no row is taken any more: one of them had to go.</summary>
    private ulong _end = ulong.MaxValue;

    /// <summary>How many patients are in it.</summary>
    public int Count => _rows.Count;

    /// <summary>
    /// Rows of a table, of each outcome the share that it has there; all of them where they are no more than asked for.
    /// </summary>
    /// <param name="rows">One a patient.</param>
    /// <param name="max">The most rows.</param>
    /// <param name="seed">Of the hashes.</param>
    /// <returns>In the ordinal order of the ids.</returns>
    public static DatasetRow[] Stratified(TableRows rows, int max, int seed)
    {
        if (rows.Count <= max) return [.. rows.Select(row => row.Row)];
        var (with, without) = (new RowSample(seed), new RowSample(seed));
        var maxWith = (int)Math.Round((double)max * rows.Strokes / rows.Count);
        using var reader = rows.Read();
        for (var line = 2L; reader.MoveNext(); line++)
        {
            var row = reader.Current;
            var (sample, most) = row.Stroke ? (with, maxWith) : (without, max - maxWith);
            // Only the few that are taken are unpacked.
            var hash = sample.HashOf(row.Id);
            if (!sample.HasRoomFor(hash)) continue;
            sample.Add(row.ToRow(line).Row, hash);
            sample.Trim(most);
        }

        return Sorted([with, without]);
    }

    /// <summary>
    /// Rows of a file, a patient's repeats among them; of more than asked for those of a sample of patients, which has at least about half
    /// of them: whose ids have a hash below a limit, which is halved each time.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="max">The most rows.</param>
    /// <param name="seed">Of the hashes.</param>
    /// <returns>In the order of the file.</returns>
    public static DatasetRow[] OfPatients(IReadOnlyCollection<DatasetRow> rows, int max, int seed)
    {
        if (rows.Count <= max) return [.. rows];
        var (sample, kept, limit) = (new RowSample(seed), new List<(DatasetRow Row, ulong Hash)>(), ulong.MaxValue);
        foreach (var row in rows)
        {
            var hash = sample.HashOf(row.Id);
            if (hash <= limit) kept.Add((row, hash));
            for (; kept.Count > max && limit > 0; kept.RemoveAll(one => one.Hash > limit)) limit >>= 1;
        }

        return [.. kept.Select(one => one.Row)];
    }

    /// <summary>Takes a row, unless one with a lesser hash had to go before.</summary>
    public void Add(in DatasetRow row)
    {
        var hash = HashOf(row.Id);
        if (HasRoomFor(hash)) Add(row, hash);
    }

    /// <summary>Gives up the rows with the greatest hashes.</summary>
    public void Trim(int max)
    {
        while (_rows.Count > max)
        {
            _rows.TryDequeue(out _, out var priority);
            _end = ~priority;
        }
    }

    /// <summary>The rows in the ordinal order of their ids.</summary>
    public DatasetRow[] ToArray() => Sorted([this]);

    private static DatasetRow[] Sorted(IEnumerable<RowSample> samples)
    {
        DatasetRow[] rows = [.. samples.SelectMany(sample => sample._rows.UnorderedItems).Select(item => item.Element)];
        Array.Sort(rows, (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return rows;
    }

    private bool HasRoomFor(ulong hash) => hash < _end;

    /// <summary>The greatest hash is the first to go.</summary>
    private void Add(in DatasetRow row, ulong hash) => _rows.Enqueue(row, ~hash);

    private ulong HashOf(string id)
    {
        var size = Encoding.UTF8.GetByteCount(id);
        var bytes = size <= 512 ? stackalloc byte[size] : new byte[size];
        Encoding.UTF8.GetBytes(id, bytes);
        return HashOf(bytes);
    }

    /// <summary>Nobody gains by an id that is chosen for its hash, so that one which is made in nanoseconds will do.</summary>
    private ulong HashOf(ReadOnlySpan<byte> id) => XxHash64.HashToUInt64(id, seed);
}
