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

    /// <summary>Writes rows. The same rows give the same text, and so the same hash.</summary>
    /// <returns>The compressed file and the SHA-256 of its text, in lower-case hex.</returns>
    public static (byte[] Content, string Sha256) Write(IReadOnlyList<TableRow> rows)
    {
        using var compressed = new MemoryStream();
        string sha256;
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        using (var hashing = new HashingStream(gzip))
        {
            using (var writer = new StreamWriter(hashing, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" })
            {
                writer.WriteLine(
                    string.Join(',', [Schema.IdColumn, .. Schema.Inputs.Select(c => c.Name), Schema.OutcomeColumn, SourceColumn])
                );
                foreach (var row in rows)
                    Write(writer, row);
            }

            sha256 = hashing.Sha256();
        }

        return (compressed.ToArray(), sha256);
    }

    /// <summary>Reads rows.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or its text has another hash than the one given.</exception>
    public static async Task<IReadOnlyList<TableRow>> ReadAsync(Stream compressed, string sha256, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        await using var hashing = new HashingStream(gzip);
        await using var csv = CsvReader.Create(hashing, new CsvReaderOptions { Separator = ',', HasHeader = false }, leaveOpen: true);
        var rows = new List<TableRow>();
        if (!await csv.ReadAsync(cancellationToken)) throw new InvalidDataException("it is empty");
        while (await csv.ReadAsync(cancellationToken)) rows.Add(Read(csv, rows.Count + 2));
        var found = hashing.Sha256();
        return found == sha256 ? rows : throw new InvalidDataException($"its SHA-256 is {found}, and not {sha256}");
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

    private static void Write(StreamWriter writer, in TableRow row)
    {
        writer.Write(Quoted(row.Row.Id));
        foreach (var column in Schema.Inputs)
        {
            writer.Write(',');
            writer.Write(column.Format(row.Row.Patient[column]));
        }

        writer.Write(row.Row.Stroke ? ",1," : ",0,");
        writer.WriteLine(row.Source.ToString());
    }

    private static string Quoted(string id) =>
        id.AsSpan().IndexOfAny(",\"\r\n") < 0 ? id : $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static TableRow Read(CsvReader csv, long line)
    {
        Span<double> values = stackalloc double[Patient.Count];
        Span<char> text = stackalloc char[MaximumValueLength];
        foreach (var column in Schema.Inputs)
        {
            var found = csv.GetSpan(column.Index + 1);
            if (found.Length > text.Length || !column.TryParse(text[..csv.GetChars(column.Index + 1, text)], out values[column.Index]))
                throw new InvalidDataException($"line {line}, column {column.Name} is not {column.Allowed}");
        }

        var stroke = csv.GetSpan(Patient.Count + 1).SequenceEqual("1"u8);
        var source = int.Parse(csv.GetSpan(Patient.Count + 2), NumberStyles.None, CultureInfo.InvariantCulture);
        return new TableRow(new DatasetRow(line, csv.GetString(0), Patient.From(values), stroke), source);
    }
}
