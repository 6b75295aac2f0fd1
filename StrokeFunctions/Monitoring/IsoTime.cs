using System.Globalization;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Moments as requests give them: ISO 8601 only, in UTC where no offset is given. 01/11/2026 is January to some and November to
/// others, and is never guessed.
/// </summary>
internal static class IsoTime
{
    /// <summary>What is read, in words.</summary>
    public const string Allowed = "2026-01-31 or 2026-01-31T06:00:00Z (ISO 8601)";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        .. from separator in (string[])["'T'", "' '"]
           from time in (string[])["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"]
           from zone in (string[])["", "K", "zzz"]
           select $"yyyy-MM-dd{separator}{time}{zone}",
    ];

    /// <summary>Reads a moment. A plus sign that a query turned into a space is a plus sign.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        PlusInQuery(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time);

    private static string? PlusInQuery(string? text) =>
        text is { Length: > 6 } && text[^6] == ' ' && text[^3] == ':'
            && text.Contains('T', StringComparison.Ordinal) ? $"{text[..^6]}+{text[^5..]}" : text;
}
