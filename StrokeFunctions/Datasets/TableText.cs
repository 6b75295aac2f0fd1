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

    /// <summary>The first line.</summary>
    public static readonly byte[] Header = Encoding.UTF8.GetBytes(
        string.Join(',', [Schema.IdColumn, .. Schema.Inputs.Select(c => c.Name), Schema.OutcomeColumn, SourceColumn]) + "\n");

    private static readonly Column[] Inputs = [.. Schema.Inputs];
    private static readonly byte[] Missing = Encoding.UTF8.GetBytes(NumericColumn.Missing + ",");

    /// <summary>By column the words of its categories, each with the comma behind it; null for a column of numbers.</summary>
    private static readonly byte[][]?[] Words =
        [.. Inputs.Select(column => (column as CategoryColumn)?.Categories.Select(word => Encoding.UTF8.GetBytes(word + ",")).ToArray())];

    /// <summary>Writes a row and returns its length.</summary>
    public static int Write(PackedRow row, Span<byte> text)
    {
        var at = WriteId(row.Id, text);
        text[at++] = (byte)',';
        var patient = row.Patient;
        for (var i = 0; i < Words.Length; i++)
        {
            at += Words[i] is { } words ? Copy(words[(int)patient[i]], text[at..]) : WriteNumber(patient[i], text[at..]);
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
        var patient = new Patient();
        foreach (var column in Inputs)
        {
            if (Words[column.Index] is { } words && TryReadWord(ref text, words, out patient[column.Index])) continue;
            if (!column.TryParse(Next(ref text), out patient[column.Index]))
                throw new InvalidDataException($"line {line}, column {column.Name} is not {column.Allowed}");
        }

        var stroke = Next(ref text).SequenceEqual("1"u8);
        var source = Next(ref text);
        if (!Utf8Parser.TryParse(source, out int number, out var length) || length != source.Length || number < 0)
            throw new InvalidDataException($"line {line}, column {SourceColumn} is not the number of a dataset");
        rows.Add(id, patient, stroke, number);
    }

    /// <summary>As <see cref="Column.Format"/> writes it, without making a text of it, and a comma.</summary>
    private static int WriteNumber(double value, Span<byte> text)
    {
        if (double.IsNaN(value)) return Copy(Missing, text);
        var hundredths = Math.Round(value * 100);
        int length;
        if (hundredths is > 0 and < 1e9 && hundredths / 100 == value) length = WriteHundredths((uint)hundredths, text);
        else if (!value.TryFormat(text, out length, "R", CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A number takes more bytes than numbers can.");
        text[length] = (byte)',';
        return length + 1;
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
    private static bool TryReadWord(ref ReadOnlySpan<byte> text, byte[][] words, out double index)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!text.StartsWith(words[i])) continue;
            text = text[words[i].Length..];
            index = i;
            return true;
        }

        index = double.NaN;
        return false;
    }

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
