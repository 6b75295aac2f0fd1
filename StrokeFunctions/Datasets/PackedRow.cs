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
    private static readonly int[] NumberInputs = [.. Schema.Inputs.OfType<NumericColumn>().Select(column => column.Index)];

    /// <summary>A patient of every combination of categories, the numbers still to be set: quicker than to divide each time.</summary>
    private static readonly Patient[] Combinations = [.. AllCombinations()];

    /// <summary>More bytes than the numbers take.</summary>
    public static readonly int MaxNumbersLength = (1 + sizeof(double)) * NumberInputs.Length;

    /// <summary>By input, how much a category's index adds to the number of the combination; 0 for a column of numbers.</summary>
    public static readonly int[] Weights = [.. Schema.Inputs.Select(WeightOf)];

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
            var numbers = Numbers;
            var patient = Combinations[Combination];
            foreach (var input in NumberInputs)
            {
                var hundredths = NextNumber(ref numbers, out var other);
                patient[input] = hundredths >= 0 ? hundredths / Hundredths : other;
            }

            return patient;
        }
    }

    /// <summary>Which of <see cref="AllCategories"/> the row has.</summary>
    public int Combination
    {
        get
        {
            ReadNumber(Values, out var combination);
            return (int)combination;
        }
    }

    /// <summary>The numbers, to be read by <see cref="NextNumber"/> in the order of the columns.</summary>
    public ReadOnlySpan<byte> Numbers => Values[ReadNumber(Values, out _)..];

    /// <summary>Takes the next of a row's numbers off them.</summary>
    /// <param name="numbers">What is left of them.</param>
    /// <param name="other">A number that is no whole hundredths; NaN if it is missing.</param>
    /// <returns>The number in hundredths; -1 if it is another.</returns>
    public static int NextNumber(ref ReadOnlySpan<byte> numbers, out double other)
    {
        var length = ReadNumber(numbers, out var number);
        other = double.NaN;
        if (number == Exact)
        {
            other = BinaryPrimitives.ReadDoubleLittleEndian(numbers[1..]);
            length += sizeof(double);
        }

        numbers = numbers[length..];
        return number < First ? -1 : (int)(number - First);
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
        Span<byte> numbers = stackalloc byte[MaxNumbersLength];
        var at = 0;
        foreach (var input in NumberInputs) at += WriteValue(row.Row.Patient[input], numbers[at..]);
        var combination = 0;
        foreach (var column in Categories) combination += (int)row.Row.Patient[column.Index] * Weights[column.Index];
        return Write(id[..length], combination, numbers[..at], row.Row.Stroke, row.Source, bytes);
    }

    /// <summary>Packs a row and returns its length.</summary>
    /// <param name="id">Of at most <see cref="MaxIdLength"/> bytes.</param>
    /// <param name="combination">Of its categories.</param>
    /// <param name="numbers">As <see cref="WriteHundredths"/> and <see cref="WriteValue"/> give them.</param>
    /// <param name="stroke">The outcome.</param>
    /// <param name="source">Which dataset it is from.</param>
    /// <param name="bytes">Takes it.</param>
    public static int Write(
        ReadOnlySpan<byte> id, int combination, ReadOnlySpan<byte> numbers, bool stroke, int source, Span<byte> bytes)
    {
        var head = ((uint)source << 1) | (stroke ? 1U : 0U);
        var values = LengthOf((uint)combination) + numbers.Length;
        var at = WriteNumber((uint)(1 + LengthOf(head) + values + id.Length), bytes);
        bytes[at++] = (byte)values;
        at += WriteNumber(head, bytes[at..]);
        at += WriteNumber((uint)combination, bytes[at..]);
        numbers.CopyTo(bytes[at..]);
        at += numbers.Length;
        id.CopyTo(bytes[at..]);
        return at + id.Length;
    }

    /// <summary>Packs a number of so many hundredths, and returns its length.</summary>
    public static int WriteHundredths(int hundredths, Span<byte> bytes) => WriteNumber((uint)hundredths + First, bytes);

    /// <summary>Packs any number, and returns its length.</summary>
    public static int WriteValue(double value, Span<byte> bytes)
    {
        if (double.IsNaN(value)) return WriteNumber(Missing, bytes);
        var scaled = Math.Round(value * Hundredths);
        if (scaled is >= 0 and < int.MaxValue
            && BitConverter.DoubleToInt64Bits(scaled / Hundredths) == BitConverter.DoubleToInt64Bits(value))
            return WriteHundredths((int)scaled, bytes);
        WriteNumber(Exact, bytes);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[1..], value);
        return 1 + sizeof(double);
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

    /// <summary>The categories of every combination, by its number; the numbers are 0.</summary>
    public static ReadOnlySpan<Patient> AllCategories => Combinations;

    private static int WeightOf(Column column) => column is not CategoryColumn ? 0
        : Categories.TakeWhile(before => before != column).Aggregate(1, (product, before) => product * before.Categories.Count);

    private static IEnumerable<Patient> AllCombinations()
    {
        var count = Categories.Aggregate(1, (product, column) => product * column.Categories.Count);
        for (var combination = 0; combination < count; combination++)
        {
            var (patient, rest) = (new Patient(), combination);
            foreach (var column in Categories) (rest, patient[column.Index]) = Math.DivRem(rest, column.Categories.Count);
            yield return patient;
        }
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
