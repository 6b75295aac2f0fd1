using System.Buffers.Binary;
using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>
/// One row in few bytes: dataset and outcome, the categories as one number, the numbers as hundredths where that is what they are, the id
/// in UTF-8. The same ten values give the same bytes. It lies in the buffer of who read it, and is valid until the next one is read.
/// Only ever read by the program that wrote it.
/// </summary>
internal readonly ref struct PackedRow
{
    /// <summary>More than any row takes.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>The longest id, in bytes: many times what a dataset may have.</summary>
    public const int MaxIdLength = 7 * 1024;

    /// <summary>Ids of up to so many bytes are copied on the stack.</summary>
    private const int UsualIdLength = 128;

    private const double Hundredths = 100;
    private const uint Missing = 0, Exact = 1, First = 2;

    private static readonly CategoryColumn[] Categories = [.. Schema.Inputs.OfType<CategoryColumn>()];
    private static readonly int[] CategoryCounts = [.. Categories.Select(column => column.Categories.Count)];
    private static readonly int[] CategoryInputs = [.. Categories.Select(column => column.Index)];
    private static readonly int[] Numbers = [.. Schema.Inputs.OfType<NumericColumn>().Select(column => column.Index)];

    /// <summary>More bytes than ten values take: a number for all categories, and nine bytes for each number.</summary>
    private static readonly int MaxValuesLength = 5 + (9 * Numbers.Length);

    /// <summary>A patient of every combination of categories, the numbers still to be set: quicker than to divide each time.</summary>
    private static readonly Patient[] Combinations = [.. AllCombinations()];

    private readonly uint _head;

    private PackedRow(ReadOnlySpan<byte> bytes, uint head, ReadOnlySpan<byte> values, ReadOnlySpan<byte> id)
    {
        Bytes = bytes;
        _head = head;
        Values = values;
        Id = id;
    }

    /// <summary>The row as it is packed.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The ten values as they are packed: equal where the values are.</summary>
    public ReadOnlySpan<byte> Values { get; }

    /// <summary>The patient's id, in UTF-8.</summary>
    public ReadOnlySpan<byte> Id { get; }

    /// <summary>Which dataset it is from, as <see cref="TableRow.Source"/>.</summary>
    public int Source => (int)(_head >> 1);

    /// <summary>The outcome.</summary>
    public bool Stroke => (_head & 1) == 1;

    /// <summary>The ten values.</summary>
    public Patient Patient
    {
        get
        {
            var at = ReadNumber(Values, out var categories);
            var patient = Combinations[categories];
            foreach (var input in Numbers) at += ReadValue(Values[at..], out patient[input]);
            return patient;
        }
    }

    /// <summary>The row with all that it holds.</summary>
    /// <param name="line">Its line in the table's file.</param>
    public TableRow ToRow(long line) => new(new DatasetRow(line, Encoding.UTF8.GetString(Id), Patient, Stroke), Source);

    /// <summary>Packs a row and returns its length.</summary>
    public static int Write(in TableRow row, Span<byte> bytes)
    {
        var length = Encoding.UTF8.GetByteCount(row.Row.Id);
        if (length > MaxIdLength) throw new ArgumentException("An id is too long.", nameof(row));
        var id = length <= UsualIdLength ? stackalloc byte[UsualIdLength] : new byte[length];
        Encoding.UTF8.GetBytes(row.Row.Id, id);
        return Write(id[..length], row.Row.Patient, row.Row.Stroke, row.Source, bytes);
    }

    /// <summary>Packs a row and returns its length; the id is of at most <see cref="MaxIdLength"/> bytes.</summary>
    public static int Write(ReadOnlySpan<byte> id, in Patient patient, bool stroke, int source, Span<byte> bytes)
    {
        Span<byte> packed = stackalloc byte[MaxValuesLength];
        var categories = 0U;
        for (var i = CategoryInputs.Length - 1; i >= 0; i--)
            categories = (categories * (uint)CategoryCounts[i]) + (uint)(int)patient[CategoryInputs[i]];
        var values = WriteNumber(categories, packed);
        foreach (var input in Numbers) values += WriteValue(patient[input], packed[values..]);

        var head = ((uint)source << 1) | (stroke ? 1U : 0U);
        var at = WriteNumber((uint)(1 + LengthOf(head) + values + id.Length), bytes);
        bytes[at++] = (byte)values;
        at += WriteNumber(head, bytes[at..]);
        packed[..values].CopyTo(bytes[at..]);
        id.CopyTo(bytes[(at + values)..]);
        return at + values + id.Length;
    }

    /// <summary>The length of the row that bytes begin with.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes) => ReadNumber(bytes, out var length) + (int)length;

    /// <summary>The row that bytes are.</summary>
    public static PackedRow Read(ReadOnlySpan<byte> bytes)
    {
        var at = ReadNumber(bytes, out _);
        var values = bytes[at++];
        at += ReadNumber(bytes[at..], out var head);
        return new PackedRow(bytes, head, bytes.Slice(at, values), bytes[(at + values)..]);
    }

    /// <summary>
    /// Compares ids as <see cref="string.CompareOrdinal(string, string)"/> does, whose order is that of UTF-16: characters beyond U+FFFF
    /// stand before U+E000 to U+FFFF there, and behind them in UTF-8.
    /// </summary>
    public static int CompareIds(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var same = a.CommonPrefixLength(b);
        return same == a.Length || same == b.Length ? a.Length - b.Length : Rank(a[same]) - Rank(b[same]);
    }

    /// <summary>Where a byte of an id stands in that order; only the first bytes of characters from U+E000 on move.</summary>
    public static byte Rank(byte of) => of is 0xEE or 0xEF ? (byte)(of + 0x10) : of;

    private static IEnumerable<Patient> AllCombinations()
    {
        var count = CategoryCounts.Aggregate(1, (product, count) => product * count);
        for (var combination = 0; combination < count; combination++)
        {
            var (patient, rest) = (new Patient(), combination);
            foreach (var column in Categories) (rest, patient[column.Index]) = Math.DivRem(rest, column.Categories.Count);
            yield return patient;
        }
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

    private static int LengthOf(uint number) => number < 0x80 ? 1 : 1 + LengthOf(number >> 7);

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
