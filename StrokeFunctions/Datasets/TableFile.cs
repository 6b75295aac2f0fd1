using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// The training table as a file: a gzipped CSV with the columns of a dataset and one more, the number of the dataset that
/// the row is from. A person can open it; a row's words survive a change of the schema's indices.
/// </summary>
internal static class TableFile
{
    private const string SourceColumn = "dataset";

    /// <summary>More bytes than any value of the ten columns takes.</summary>
    private const int MaximumValueLength = 64;

    /// <summary>Bytes of text that are hashed and compressed at once.</summary>
    private const int PieceLength = 64 * 1024;

    private static readonly byte[] Missing = Encoding.UTF8.GetBytes(NumericColumn.Missing);
    private static readonly Column[] Inputs = [.. Schema.Inputs];

    /// <summary>Writes rows. The same rows give the same text, and so the same hash.</summary>
    /// <returns>The compressed file and the SHA-256 of its text, in lower-case hex.</returns>
    public static (Spool Content, string Sha256) Write(IEnumerable<TableRow> rows)
    {
        var compressed = new Spool();
        using var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        using var hashing = new HashingStream(gzip);
        var text = new ArrayBufferWriter<byte>(2 * PieceLength);
        Encoding.UTF8.GetBytes(
            string.Join(',', [Schema.IdColumn, .. Schema.Inputs.Select(c => c.Name), Schema.OutcomeColumn, SourceColumn]) + "\n", text);
        foreach (var row in rows)
        {
            Write(text, row);
            if (text.WrittenCount < PieceLength) continue;
            hashing.Write(text.WrittenSpan);
            text.ResetWrittenCount();
        }

        hashing.Write(text.WrittenSpan);
        return (compressed, hashing.Sha256());
    }

    /// <summary>Reads rows.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or its text has another hash than the one given.</exception>
    public static async Task<TableRows> ReadAsync(Stream compressed, string sha256, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        await using var hashing = new HashingStream(gzip);
        await using var csv = CsvReader.Create(hashing, new CsvReaderOptions { Separator = ',', HasHeader = false }, leaveOpen: true);
        var rows = new TableRowsWriter();
        if (!await csv.ReadAsync(cancellationToken)) throw new InvalidDataException("it is empty");
        for (var line = 2L; await csv.ReadAsync(cancellationToken); line++) rows.Add(Read(csv, line));
        var found = hashing.Sha256();
        return found == sha256 ? rows.Finish() : throw new InvalidDataException($"its SHA-256 is {found}, and not {sha256}");
    }

    /// <summary>Whether a patient is in a file, read line by line; whether it is undamaged doesn't matter here.</summary>
    public static async Task<bool> HoldsAsync(Stream compressed, string id, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        var start = Quoted(id) + ",";
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private static void Write(ArrayBufferWriter<byte> text, in TableRow row)
    {
        Encoding.UTF8.GetBytes(Quoted(row.Row.Id), text);
        foreach (var column in Inputs)
        {
            text.Write(","u8);
            Write(text, column, row.Row.Patient[column]);
        }

        text.Write(row.Row.Stroke ? ",1,"u8 : ",0,"u8);
        WriteInteger(text, row.Source);
        text.Write("\n"u8);
    }

    /// <summary>As <see cref="Column.Format"/> writes it, without making a text of it.</summary>
    private static void Write(ArrayBufferWriter<byte> text, Column column, double value)
    {
        if (column is CategoryColumn category)
        {
            text.Write(category.Utf8Categories[(int)value]);
            return;
        }

        var bytes = text.GetSpan(MaximumValueLength);
        var hundredths = Math.Round(value * 100);
        if (hundredths is > 0 and < 1e9 && hundredths / 100 == value) text.Advance(WriteHundredths((int)hundredths, bytes));
        else if (double.IsNaN(value)) text.Write(Missing);
        else if (value.TryFormat(bytes, out var length, "R", CultureInfo.InvariantCulture)) text.Advance(length);
        else throw new InvalidOperationException("A number takes more bytes than numbers can.");
    }

    private static int WriteHundredths(int hundredths, Span<byte> bytes)
    {
        var (whole, rest) = Math.DivRem(hundredths, 100);
        whole.TryFormat(bytes, out var length, default, CultureInfo.InvariantCulture);
        if (rest == 0) return length;
        bytes[length++] = (byte)'.';
        bytes[length++] = (byte)('0' + (rest / 10));
        if (rest % 10 != 0) bytes[length++] = (byte)('0' + (rest % 10));
        return length;
    }

    private static void WriteInteger(ArrayBufferWriter<byte> text, int number)
    {
        number.TryFormat(text.GetSpan(MaximumValueLength), out var length, default, CultureInfo.InvariantCulture);
        text.Advance(length);
    }

    private static string Quoted(string id) =>
        id.AsSpan().IndexOfAny(",\"\r\n") < 0 ? id : $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static TableRow Read(CsvReader csv, long line)
    {
        var patient = new Patient();
        foreach (var column in Inputs)
        {
            if (!column.TryParse(csv.GetSpan(column.Index + 1), out patient[column.Index]))
                throw new InvalidDataException($"line {line}, column {column.Name} is not {column.Allowed}");
        }

        var stroke = csv.GetSpan(Patient.Count + 1).SequenceEqual("1"u8);
        var source = int.Parse(csv.GetSpan(Patient.Count + 2), NumberStyles.None, CultureInfo.InvariantCulture);
        return new TableRow(new DatasetRow(line, csv.GetString(0), patient, stroke), source);
    }
}
