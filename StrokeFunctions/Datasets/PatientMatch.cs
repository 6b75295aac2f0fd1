using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Recognises patients of the training table who come under another spelling of their id: by the number that an id stands for, where no
/// other patient has the same; and by their ten values, where most of the unknown patients of a file have those of known ones, which chance
/// can't explain.
/// </summary>
/// <param name="Ids">The table's ids of those who were recognised, by the dataset's.</param>
/// <param name="ByNumber">Patients recognised by the number that their id stands for.</param>
/// <param name="ByValues">Patients recognised by their ten values.</param>
internal sealed record PatientMatch(IReadOnlyDictionary<string, string> Ids, int ByNumber, int ByValues)
{
    /// <summary>With fewer patients alike, it may be chance.</summary>
    public const int MinAlike = 5;

    /// <summary>More than this share of the unknown patients must have a known patient's ten values.</summary>
    public const double MinAlikeShare = 0.5;

    private static readonly PatientMatch Nobody = new(new Dictionary<string, string>(), 0, 0);

    /// <summary>Recognises patients. The table is read once, and none of it is held.</summary>
    /// <param name="table">The table's rows.</param>
    /// <param name="rows">The dataset's rows, one a patient.</param>
    /// <param name="profile">Which of them the table doesn't have.</param>
    public static PatientMatch Of(TableRows table, TableRows rows, TableProfile profile)
    {
        var unknown = rows.Count - profile.KnownIds;
        if (table.Count == 0 || unknown == 0) return Nobody;
        var (numbers, values) = (new Wanted(unknown), new Wanted(unknown));
        ForEachUnknown(row =>
        {
            numbers.Want(PatientId.NumberOf(row.Id));
            values.Want(row.Values);
        });
        Look(table, rows, numbers, values);

        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        ForEachUnknown(row => numbers.Count(PatientId.NumberOf(row.Id)));
        ForEachUnknown(row => Take(row, numbers.OnlyOneOf(PatientId.NumberOf(row.Id))));
        var byNumber = ids.Count;
        var alike = 0;
        ForEachUnknown(row =>
        {
            if (!IsRecognised(row) && values.Count(row.Values)) alike++;
        });
        if (alike >= MinAlike && alike > MinAlikeShare * (unknown - byNumber))
        {
            ForEachUnknown(row =>
            {
                if (!IsRecognised(row)) Take(row, values.OnlyOneOf(row.Values));
            });
        }

        return new PatientMatch(ids, byNumber, ids.Count - byNumber);

        void ForEachUnknown(Action<PackedRow> action)
        {
            using var reader = rows.Read();
            for (var i = 0; reader.MoveNext(); i++)
            {
                if (profile.Unknown[i]) action(reader.Current);
            }
        }

        bool IsRecognised(PackedRow row) => ids.Count > 0 && ids.ContainsKey(Encoding.UTF8.GetString(row.Id));

        void Take(PackedRow row, string? id)
        {
            if (id is not null && taken.Add(id)) ids.Add(Encoding.UTF8.GetString(row.Id), id);
        }
    }

    private static void Look(TableRows table, TableRows rows, Wanted numbers, Wanted values)
    {
        using var known = table.Read();
        using var reader = rows.Read();
        var hasRow = reader.MoveNext();
        var row = hasRow ? reader.Current : default;
        while (known.MoveNext())
        {
            var current = known.Current;
            var order = -1;
            while (hasRow && (order = PackedRow.CompareIds(row.Id, current.Id)) < 0)
            {
                hasRow = reader.MoveNext();
                if (hasRow) row = reader.Current;
            }

            // An id that another row of the dataset has is taken.
            var isTaken = hasRow && order == 0;
            numbers.See(PatientId.NumberOf(current.Id), current.Id, isTaken);
            values.See(current.Values, current.Id, isTaken);
        }
    }

    /// <summary>What is looked for in a table, and who was found to have it. The table's other rows leave nothing behind.</summary>
    private sealed class Wanted
    {
        /// <summary>Of each 64 bits a key sets four: about one in a hundred of the other keys passes for wanted.</summary>
        private const int KeysPerWord = 4;

        private readonly ulong[] _filter;
        private readonly Dictionary<byte[], Match> _found = new(Utf8Comparer.Instance);
        private readonly Dictionary<byte[], Match>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

        public Wanted(int count)
        {
            _filter = new ulong[BitOperations.RoundUpToPowerOf2((uint)count / KeysPerWord + 1)];
            _lookup = _found.GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        /// <summary>Looks for a key; an empty one is none.</summary>
        public void Want(ReadOnlySpan<byte> key)
        {
            if (!key.IsEmpty) Place(key, out var bits) |= bits;
        }

        /// <summary>Takes a row of the table.</summary>
        public void See(ReadOnlySpan<byte> key, ReadOnlySpan<byte> id, bool isTaken)
        {
            if (key.IsEmpty || (Place(key, out var bits) & bits) != bits) return;
            ref var match = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, key, out var isSeen);
            match.Id = isSeen || isTaken ? null : id.ToArray();
        }

        /// <summary>Counts a row of the dataset; false if nobody in the table has what it has.</summary>
        public bool Count(ReadOnlySpan<byte> key)
        {
            ref var match = ref CollectionsMarshal.GetValueRefOrNullRef(_lookup, key);
            if (Unsafe.IsNullRef(ref match)) return false;
            match.Rows++;
            return true;
        }

        /// <summary>Who in the table has it, where one patient has in either.</summary>
        public string? OnlyOneOf(ReadOnlySpan<byte> key) =>
            _lookup.TryGetValue(key, out var match) && match is { Rows: 1, Id: { } id } ? Encoding.UTF8.GetString(id) : null;

        private ref ulong Place(ReadOnlySpan<byte> key, out ulong bits)
        {
            var hash = (uint)Utf8Comparer.Instance.GetHashCode(key) * 0x9E37_79B9_7F4A_7C15UL;
            bits = 1UL << (int)(hash & 63) | 1UL << (int)(hash >> 6 & 63) | 1UL << (int)(hash >> 12 & 63) | 1UL << (int)(hash >> 18 & 63);
            return ref _filter[(hash >> 24) & (ulong)(_filter.Length - 1)];
        }

        private struct Match
        {
            public int Rows;
            public byte[]? Id;
        }
    }

    /// <summary>Compares bytes.</summary>
    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
