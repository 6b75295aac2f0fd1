using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace StrokeFunctions.Patients;

/// <summary>
/// A patient's id is kept as text. A program that takes a numeric id for a number writes it anew: with ".0" behind it (pandas, R), without
/// leading zeros, with thousands separators, as 5.3E+05 or as ="530000" (spreadsheets). What can't mean anything else is undone when
/// a file is read; what could is only ever used to look for the same patient under another spelling.
/// </summary>
internal static partial class PatientId
{
    /// <summary>Three zeros behind a point are thousands in half of the world, so 530.000 stays as it is.</summary>
    private const int ThousandsDigits = 3;

    /// <summary>More digits than any numbering has; beyond, two different ids could be rounded to one.</summary>
    private const int MaxDigits = 30;

    /// <summary>The bytes that an id which stands for a number is made of, in whatever spelling; all beyond ASCII among them.</summary>
    private static readonly SearchValues<byte> BytesOfNumbers = SearchValues.Create(
        [.. "0123456789=\"'+,.eE \t\n\v\f\r"u8, .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value)]);

    /// <summary>An id as it is kept: without blanks around it, and 530000 for 530000.0.</summary>
    public static string Canonical(string text)
    {
        text = text.Trim();
        if (text.Length == 0 || text[^1] != '0') return text;
        var mark = text.AsSpan().LastIndexOfAny('.', ',');
        if (mark <= 0) return text;
        var zeros = text.Length - mark - 1;
        return zeros != ThousandsDigits
            && text.AsSpan(mark + 1).IndexOfAnyExcept('0') < 0
            && text.AsSpan(0, mark).IndexOfAnyExceptInRange('0', '9') < 0
            ? text[..mark]
            : text;
    }

    /// <summary>Whether there is nothing but blanks, of which nothing is left in <see cref="Canonical"/>: no id.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> utf8)
    {
        while (Rune.DecodeFromUtf8(utf8, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune))
            utf8 = utf8[length..];
        return utf8.IsEmpty;
    }

    /// <summary>
    /// The number that an id stands for, as digits without leading zeros; null if it is none, or its digits were rounded away.
    /// </summary>
    public static string? NumberOf(string id)
    {
        if (id.Length > 0 && id.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0) return Plain(id);
        var text = Canonical(id).Trim('=', '"', '\'', '+', ' ', '\u00a0');
        if (Digits().IsMatch(text)) return Plain(text);
        if (Grouped().IsMatch(text)) return Plain(string.Concat(text.Where(char.IsAsciiDigit)));
        return Scientific().Match(text) is { Success: true } match ? Expanded(match) : null;
    }

    /// <summary>As the other overload, from UTF-8 to UTF-8; empty if it is none. Digits, as most ids are, become no text.</summary>
    public static ReadOnlySpan<byte> NumberOf(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty && utf8.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            if (utf8.Length > MaxDigits) return utf8;
            var number = utf8.TrimStart((byte)'0');
            return number.IsEmpty ? "0"u8 : number;
        }

        return utf8.IndexOfAnyExcept(BytesOfNumbers) < 0 && NumberOf(Encoding.UTF8.GetString(utf8)) is { } text
            ? Encoding.UTF8.GetBytes(text)
            : default;
    }

    /// <summary>Whether an id was rounded by a spreadsheet that shows long numbers as 1.23457E+11: it names no patient any more.</summary>
    public static bool IsRounded(string id) => Scientific().IsMatch(id) && NumberOf(id) is null;

    private static string Plain(string digits) =>
        digits.Length > MaxDigits ? digits : digits.TrimStart('0') is { Length: > 0 } number ? number : "0";

    /// <summary>
    /// 5.30001E+05 is 530001: as many decimals as the exponent says, none was lost. With fewer, the rest may have been rounded.
    /// </summary>
    private static string? Expanded(Match match)
    {
        var decimals = match.Groups["decimals"].Value;
        var exponent = int.Parse(match.Groups["exponent"].Value, CultureInfo.InvariantCulture);
        if (exponent > MaxDigits || decimals.Length < exponent || decimals.AsSpan(exponent).IndexOfAnyExcept('0') >= 0) return null;
        return BigInteger.Parse(match.Groups["digit"].Value + decimals[..exponent],
            CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex Digits();

    [GeneratedRegex("^[0-9]{1,3}([,. '\u2019\u00a0\u202f][0-9]{3})+$")]
    private static partial Regex Grouped();

    [GeneratedRegex("^(?<digit>[0-9])(?:[.,](?<decimals>[0-9]+))?[eE][+]?(?<exponent>[0-9]{1,3})$")]
    private static partial Regex Scientific();
}
