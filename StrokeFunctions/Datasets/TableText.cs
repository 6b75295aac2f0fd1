using System.Buffers.Text;
using System.Globalization;
using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>
/// The rows of a training table as the text of its file: id, the ten values as their columns write them, outcome, number of the dataset.
/// An id is in quotes where it needs them, nothing else ever is.
/// </summary>
internal static class TableText
{
    private const string SourceColumn = "dataset";

    /// <summary>More bytes than any row takes: an id of nothing but quotes doubles.</summary>
    public const int MaxRowLength = 2 * PackedRow.MaxLength;

    /// <summary>A number of so many characters fits an <see cref="int"/> in hundredths.</summary>
    private const int MaxPlainDigits = 7;

    /// <summary>The first line.</summary>
    public static readonly byte[] Header = Encoding.UTF8.GetBytes(
        string.Join(',', [Schema.IdColumn, .. Schema.Inputs.Select(c => c.Name), Schema.OutcomeColumn, SourceColumn]) + "\n");

    private static readonly Column[] Inputs = [.. Schema.Inputs];
    private static readonly byte[] Missing = Encoding.UTF8.GetBytes(NumericColumn.Missing);

    /// <summary>By combination of categories, what stands before, between and behind the numbers.</summary>
    private static readonly byte[][][] Between = [.. PackedRow.AllCategories.ToArray().Select(WordsOf)];

    /// <summary>By column the words of its categories, each with the comma behind it; null for a column of numbers.</summary>
    private static readonly byte[][]?[] Words =
        [.. Inputs.Select(column => (column as CategoryColumn)?.Categories.Select(word => Encoding.UTF8.GetBytes(word + ",")).ToArray())];

    /// <summary>Writes a row and returns its length.</summary>
    public static int Write(PackedRow row, Span<byte> text)
    {
        var at = WriteId(row.Id, text);
        text[at++] = (byte)',';
        var numbers = row.Numbers;
        var words = Between[row.Combination];
        at += Copy(words[0], text[at..]);
        for (var i = 1; i < words.Length; i++)
        {
            var hundredths = PackedRow.NextNumber(ref numbers, out var other);
            at += hundredths > 0 ? WriteHundredths((uint)hundredths, text[at..]) : WriteOther(hundredths == 0 ? 0 : other, text[at..]);
            at += Copy(words[i], text[at..]);
        }

        at += Copy(row.Stroke ? "1,"u8 : "0,"u8, text[at..]);
        Utf8Formatter.TryFormat(row.Source, text[at..], out var length);
        text[at + length] = (byte)'\n';
        return at + length + 1;
    }

    /// <summary>An id as it stands in the text.</summary>
    public static string Quoted(string id) =>
        id.AsSpan().IndexOfAny(",\"\r\n") < 0 ? id : $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The length of the row that a text begins with, its line end not counted; -1 if it doesn't end in it.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '"') return text.IndexOf((byte)'\n');
        var id = QuotedLength(text);
        var rest = id < 0 ? -1 : text[id..].IndexOf((byte)'\n');
        return rest < 0 ? -1 : id + rest;
    }

    /// <summary>Reads a row.</summary>
    /// <param name="text">The row without its line end.</param>
    /// <param name="line">Where it stands.</param>
    /// <param name="rows">Takes it.</param>
    /// <exception cref="InvalidDataException">It is not what <see cref="Write(PackedRow, Span{byte})"/> writes.</exception>
    public static void Read(ReadOnlySpan<byte> text, long line, TableRowsWriter rows)
    {
        var id = ReadId(ref text);
        if (id.Length > PackedRow.MaxIdLength) throw new InvalidDataException($"line {line}, the id is too long");
        Span<byte> numbers = stackalloc byte[PackedRow.MaxNumbersLength];
        var (length, combination) = (0, 0);
        foreach (var column in Inputs)
        {
            if (column is CategoryColumn)
            {
                if (!TryReadWord(ref text, Words[column.Index]!, out var index)) index = (int)ReadAny(ref text, column, line);
                combination += index * PackedRow.Weights[column.Index];
            }
            else if (TryReadHundredths(ref text, (NumericColumn)column, out var hundredths))
            {
                length += PackedRow.WriteHundredths(hundredths, numbers[length..]);
            }
            else
            {
                length += PackedRow.WriteValue(ReadAny(ref text, column, line), numbers[length..]);
            }
        }

        var stroke = Next(ref text).SequenceEqual("1"u8);
        var source = Next(ref text);
        if (!Utf8Parser.TryParse(source, out int number, out var digits) || digits != source.Length || number < 0)
            throw new InvalidDataException($"line {line}, column {SourceColumn} is not the number of a dataset");
        rows.Add(id, combination, numbers[..length], stroke, number);
    }

    private static byte[][] WordsOf(Patient categories)
    {
        var words = new List<string> { "" };
        foreach (var column in Inputs)
        {
            if (column is NumericColumn) words.Add(",");
            else words[^1] += column.Format(categories[column]) + ",";
        }

        return [.. words.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>As <see cref="Column.Format"/> writes it, without making a text of it.</summary>
    private static int WriteOther(double value, Span<byte> text)
    {
        if (double.IsNaN(value)) return Copy(Missing, text);
        return value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture)
            ? length
            : throw new InvalidOperationException("A number takes more bytes than numbers can.");
    }

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        bytes.CopyTo(text);
        return bytes.Length;
    }

    private static int WriteHundredths(uint hundredths, Span<byte> text)
    {
        var (whole, rest) = Math.DivRem(hundredths, 100);
        Utf8Formatter.TryFormat(whole, text, out var length);
        if (rest == 0) return length;
        text[length++] = (byte)'.';
        text[length++] = (byte)('0' + (rest / 10));
        if (rest % 10 != 0) text[length++] = (byte)('0' + (rest % 10));
        return length;
    }

    private static int WriteId(ReadOnlySpan<byte> id, Span<byte> text)
    {
        if (id.IndexOfAny(",\"\r\n"u8) < 0) return Copy(id, text);
        return Encoding.UTF8.GetBytes(Quoted(Encoding.UTF8.GetString(id)), text);
    }

    private static ReadOnlySpan<byte> ReadId(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '"') return Next(ref text);
        var length = QuotedLength(text);
        if (length < 0) return Next(ref text);
        var id = Encoding.UTF8.GetString(text[1..(length - 1)]).Replace("\"\"", "\"", StringComparison.Ordinal);
        text = text[length..];
        Next(ref text);
        return Encoding.UTF8.GetBytes(id);
    }

    /// <summary>Reads one of some words; false, and nothing is read, if none of them stands there just as it is written.</summary>
    private static bool TryReadWord(ref ReadOnlySpan<byte> text, byte[][] words, out int index)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!text.StartsWith(words[i])) continue;
            text = text[words[i].Length..];
            index = i;
            return true;
        }

        index = -1;
        return false;
    }

    /// <summary>Reads a number as most are written, with up to two decimals; false, and nothing is read, if it is another.</summary>
    private static bool TryReadHundredths(ref ReadOnlySpan<byte> text, NumericColumn column, out int hundredths)
    {
        hundredths = 0;
        var (at, decimals) = (0, -1);
        for (; at < text.Length && at <= MaxPlainDigits && text[at] != ','; at++)
        {
            if (text[at] == '.' && decimals < 0 && at > 0) decimals = 0;
            else if (text[at] is < (byte)'0' or > (byte)'9') return false;
            else
            {
                hundredths = (10 * hundredths) + text[at] - '0';
                if (decimals >= 0) decimals++;
            }
        }

        if (at is 0 or > MaxPlainDigits || at == text.Length || decimals is 0 or > 2) return false;
        for (var i = Math.Max(decimals, 0); i < 2; i++) hundredths *= 10;
        if (!column.Contains(hundredths / 100.0)) return false;
        text = text[(at + 1)..];
        return true;
    }

    private static double ReadAny(ref ReadOnlySpan<byte> text, Column column, long line) =>
        column.TryParse(Next(ref text), out var value)
            ? value
            : throw new InvalidDataException($"line {line}, column {column.Name} is not {column.Allowed}");

    /// <summary>The length of a quoted field with its quotes; -1 if they don't close.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var at = 1; ; at += 2)
        {
            var quote = text[at..].IndexOf((byte)'"');
            if (quote < 0) return -1;
            at += quote;
            if (at + 1 == text.Length || text[at + 1] != '"') return at + 1;
        }
    }

    /// <summary>The next field; empty if there is none.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> text)
    {
        var length = text.IndexOf((byte)',');
        var field = length < 0 ? text : text[..length];
        text = length < 0 ? default : text[(length + 1)..];
        return field;
    }
}
