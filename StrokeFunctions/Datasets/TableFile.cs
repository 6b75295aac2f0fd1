using System.IO.Compression;
using System.Text;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// The training table as a file: a gzipped CSV with the columns of a dataset and one more, the number of the dataset that
/// the row is from. A person can open it; a row's words survive a change of the schema's indices.
/// </summary>
internal static class TableFile
{
    /// <summary>Bytes of text that are hashed and compressed at once.</summary>
    private const int PieceLength = 64 * 1024;

    /// <summary>Writes rows. The same rows give the same text, and so the same hash.</summary>
    /// <returns>The compressed file and the SHA-256 of its text, in lower-case hex.</returns>
    public static (Spool Content, string Sha256) Write(TableRows rows)
    {
        var compressed = new Spool();
        using var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        using var hashing = new HashingStream(gzip);
        var text = new byte[PieceLength + TableText.MaxRowLength];
        TableText.Header.CopyTo(text, 0);
        var length = TableText.Header.Length;
        using var reader = rows.Read();
        while (reader.MoveNext())
        {
            length += TableText.Write(reader.Current, text.AsSpan(length));
            if (length < PieceLength) continue;
            hashing.Write(text.AsSpan(0, length));
            length = 0;
        }

        hashing.Write(text.AsSpan(0, length));
        return (compressed, hashing.Sha256());
    }

    /// <summary>Reads rows.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or its text has another hash than the one given.</exception>
    public static async Task<TableRows> ReadAsync(Stream compressed, string sha256, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        await using var hashing = new HashingStream(gzip);
        var (text, held) = (new byte[4 * PieceLength], 0);
        var (rows, line) = (new TableRowsWriter(), 1L);
        while (await hashing.ReadAsync(text.AsMemory(held), cancellationToken) is > 0 and var read)
        {
            held += read;
            held = Take(text.AsSpan(0, held));
            if (held == text.Length) throw new InvalidDataException($"line {line} is too long");
        }

        // The last line ends without a line end only in a damaged file, whose hash is another.
        if (line == 1) throw new InvalidDataException("it is empty");
        var found = hashing.Sha256();
        return found == sha256 ? rows.Finish() : throw new InvalidDataException($"its SHA-256 is {found}, and not {sha256}");

        // Takes the whole lines, and moves what is left to the begin.
        int Take(Span<byte> from)
        {
            var at = 0;
            for (int length; (length = TableText.LengthOf(from[at..])) >= 0; at += length + 1, line++)
            {
                if (line > 1) TableText.Read(from.Slice(at, length), line, rows);
            }

            from[at..].CopyTo(from);
            return from.Length - at;
        }
    }

    /// <summary>Whether a patient is in a file, read line by line; whether it is undamaged doesn't matter here.</summary>
    public static async Task<bool> HoldsAsync(Stream compressed, string id, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        var start = TableText.Quoted(id) + ",";
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
