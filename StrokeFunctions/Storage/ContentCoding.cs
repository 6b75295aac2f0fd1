using System.IO.Compression;

namespace StrokeFunctions.Storage;

/// <summary>Undoes a Content-Encoding, of a blob as of a request.</summary>
internal static class ContentCoding
{
    /// <summary>The codings that are known, as Accept-Encoding lists them (RFC 9110, 15.5.16).</summary>
    public const string Known = "gzip, br";

    /// <summary>The content behind a coding; null if the coding is none that is known. None at all leaves the content as it is.</summary>
    public static Stream? Decode(Stream content, string? coding) => coding?.Trim().ToUpperInvariant() switch
    {
        null or "" or "IDENTITY" => content,
        "GZIP" or "X-GZIP" => new GZipStream(content, CompressionMode.Decompress),
        "BR" => new BrotliStream(content, CompressionMode.Decompress),
        _ => null,
    };
}
