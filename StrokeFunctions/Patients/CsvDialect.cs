using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using CsvHelper;

namespace StrokeFunctions.Patients;

/// <summary>
/// How a file of patients is written, found from its beginning: what divides its columns, its decimal mark and its encoding.
/// </summary>
/// <param name="Delimiter">What stands between two columns.</param>
/// <param name="DecimalComma">Whether 31,2 is a number and 31.2 is none.</param>
/// <param name="Encoding">The encoding where no byte order mark tells it; null for UTF-8 and for a mark, which the reader heeds
/// itself.</param>
/// <param name="HasDelimiterLine">Whether the first line only names the delimiter ("sep=;", as Excel writes it).</param>
/// <param name="Fault">Why the file can't be read as one of patients; null if it may be.</param>
internal sealed record CsvDialect(char Delimiter, bool DecimalComma, Encoding? Encoding, bool HasDelimiterLine, RowError? Fault)
{
    /// <summary>How much of a file is looked at, in bytes: some thousand rows.</summary>
    public const int SampleBytes = 64 * 1024;

    /// <summary>Of the numbers with a mark, at least this share must have the same: a few typing slips are faults of their rows.</summary>
    private const double MinAgreement = 0.95;

    private static readonly SearchValues<byte> OfNumbers = SearchValues.Create("0123456789,+- "u8);

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>What the file is, for its summary.</summary>
    public FileFormat Describe(ReadOnlySpan<byte> start) => new(
        Delimiter switch { ',' => "comma", ';' => "semicolon", '\t' => "tab", _ => "vertical bar" },
        DecimalComma ? "comma" : "point",
        start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            || Encoding is not null ? "UTF-16"
            : start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? "UTF-8 with byte order mark" : "UTF-8");

    /// <summary>Looks at the beginning of a file, and gives the file back from its beginning.</summary>
    public static async Task<(CsvDialect Dialect, FileFormat Format, Stream File)> DetectAsync(Stream stream,
        CancellationToken cancellationToken)
    {
        if (stream.CanSeek)
        {
            var begin = stream.Position;
            var sample = new byte[SampleBytes];
            var length = await stream.ReadAtLeastAsync(sample, SampleBytes, throwOnEndOfStream: false, cancellationToken);
            stream.Position = begin;
            var seen = Of(sample.AsMemory(0, length), length < SampleBytes);
            return (seen, seen.Describe(sample), stream);
        }

        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: SampleBytes, leaveOpen: true));
        var read = await pipe.ReadAtLeastAsync(SampleBytes, cancellationToken);
        var first = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, SampleBytes)).ToArray();
        var whole = read.IsCompleted && read.Buffer.Length <= SampleBytes;
        pipe.AdvanceTo(read.Buffer.Start);
        var dialect = Of(first, whole);
        return (dialect, dialect.Describe(first), pipe.AsStream());
    }

    /// <summary>The dialect of a file that begins so.</summary>
    /// <param name="sample">Its first bytes.</param>
    /// <param name="isWhole">Whether they are all.</param>
    public static CsvDialect Of(ReadOnlyMemory<byte> sample, bool isWhole)
    {
        if (FileKind.Of(sample.Span) is { } kind)
            return new(',', false, null, false, new(1, null, null, kind,
                "a text file of comma separated values (CSV); save the table as CSV UTF-8"));
        var encoding = Unmarked16(sample.Span);
        var candidates = Delimiters.Select(delimiter => (delimiter, header: HeaderOf(sample, delimiter, encoding))).ToArray();
        var best = candidates.MaxBy(candidate => (CsvHeader.CountKnown(candidate.header), candidate.header.Count));
        var (comma, fault) = DecimalsOf(sample, isWhole, best.delimiter, encoding);
        return new(best.delimiter, comma, encoding, HasLine(sample, encoding), fault);
    }

    /// <summary>UTF-16 without a byte order mark: every second byte of plain letters is zero.</summary>
    private static Encoding? Unmarked16(ReadOnlySpan<byte> sample)
    {
        if (sample.Length < 8 || sample[0] is 0xFF or 0xFE) return null;
        var (even, odd, pairs) = (0, 0, Math.Min(sample.Length, 256) / 2);
        for (var i = 0; i < pairs; i++)
        {
            if (sample[2 * i] == 0) even++;
            if (sample[(2 * i) + 1] == 0) odd++;
        }

        if (odd > 0.9 * pairs && even == 0) return System.Text.Encoding.Unicode;
        return even > 0.9 * pairs && odd == 0 ? System.Text.Encoding.BigEndianUnicode : null;
    }

    private static bool HasLine(ReadOnlyMemory<byte> sample, Encoding? encoding)
    {
        using var csv = Open(sample, ',', encoding);
        return TryRead(csv) && IsLine(csv);
    }

    private static bool IsLine(CsvReader csv) => csv.GetString(0).StartsWith("sep=", StringComparison.OrdinalIgnoreCase);

    private static CsvReader Open(ReadOnlyMemory<byte> sample, char delimiter, Encoding? encoding) =>
        CsvReader.Create(sample, new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            Encoding = encoding,
            MaxRecordSize = 2 * SampleBytes,
            OnMalformedRecord = _ => { },
        });

    private static List<string> HeaderOf(ReadOnlyMemory<byte> sample, char delimiter, Encoding? encoding)
    {
        using var csv = Open(sample, delimiter, encoding);
        if (!TryRead(csv)) return [];
        if (IsLine(csv) && !TryRead(csv)) return [];
        return [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
    }

    private static bool TryRead(CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException)
        {
            // Told, with its line, when the file itself is read.
            return false;
        }
    }

    /// <summary>Which decimal mark the sample's numbers have, and whether its rows have one field more than its header.</summary>
    private static (bool Comma, RowError? Fault) DecimalsOf(ReadOnlyMemory<byte> sample, bool isWhole, char delimiter, Encoding? encoding)
    {
        using var csv = Open(sample, delimiter, encoding);
        if (!TryRead(csv) || (IsLine(csv) && !TryRead(csv))) return default;
        var header = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToList();
        int[] numbers = [.. header.Index().Where(name => CsvHeader.IsNumber(name.Item)).Select(name => name.Index)];
        var (points, commas, thousands, rows, longer) = (0, 0, 0, 0, 0);
        while (TryRead(csv))
        {
            // The sample ends within a record, which is left out.
            if (!isWhole && csv.ByteOffset + csv.RawRecord.Length + 1 >= sample.Length) break;
            rows++;
            if (csv.FieldCount == header.Count + 1) longer++;
            foreach (var field in numbers)
            {
                if (field >= csv.FieldCount) continue;
                var text = csv.GetSpan(field);
                if (text.IndexOf((byte)'.') >= 0 && Utf8Parser.TryParse(text, out double _, out var used) && used == text.Length) points++;
                else if (text.IndexOf((byte)',') is > 0 and var at && text.IndexOfAnyExcept(OfNumbers) < 0)
                {
                    commas++;
                    if (text.Length - at - 1 == 3) thousands++;
                }
            }
        }

        if (rows > 0 && longer == rows)
        {
            return (false, new(1, null, null, $"a header of {header.Count} names over rows of {header.Count + 1} values",
                "one name for each column: row names, as R's write.table gives them, are left out with row.names = FALSE"));
        }

        // With columns divided by commas, a quoted "1,000" is as likely a thousand as one.
        if (commas == 0 || (delimiter == ',' && thousands == commas)) return (false, null);
        if (commas >= MinAgreement * (points + commas)) return (true, null);
        return points >= MinAgreement * (points + commas)
            ? (false, null)
            : (false, new(1, null, null, $"{commas} numbers with a decimal comma and {points} with a decimal point",
                "one decimal mark in the whole file"));
    }
}

/// <summary>What was understood of a file's form.</summary>
/// <param name="Delimiter">What divides its columns, in words.</param>
/// <param name="Decimal">Its decimal mark, in words.</param>
/// <param name="Encoding">Its encoding.</param>
internal sealed record FileFormat(string Delimiter, string Decimal, string Encoding);
