using System.Collections.Frozen;
using System.Text;

namespace StrokeFunctions.Patients;

/// <summary>How programs write that a value is missing. Each stands for "not known" where a column may be missing, in any case.</summary>
internal static class MissingValue
{
    /// <summary>Longer texts are none of them.</summary>
    private const int MaxLength = 24;

    /// <summary>
    /// R (NA), pandas and Python (NaN, None, &lt;NA&gt;, NaT), Stata and SAS (. and .A to .Z, ._), SPSS (#NULL!, SYSMIS), Julia (missing),
    /// SQL (NULL, \N),
    /// JavaScript (undefined), C's printf (1.#QNAN and its kin), Weka and KNIME (?), Eurostat and World Bank (: and ..), and the
    /// spreadsheets' #N/A in the languages that have their own.
    /// </summary>
    private static readonly FrozenSet<string> Spellings = ((string[])
    [
        "", "NA", "N/A", "N.A.", "N.A", "N. A.", "N\\A", "#N/A", "#N/A N/A", "#NA", "<NA>", "(NA)", "NA_REAL_", "NA_INTEGER_",
            "NA_CHARACTER_",
        "NaN", "-NaN", "+NaN", "NaT", "None", "1.#QNAN", "-1.#QNAN", "1.#IND", "-1.#IND", "1.#NAN", "-NaN(IND)", "NaN(IND)", "NULL",
            "(NULL)", "<NULL>",
        "[NULL]", "{NULL}", "#NULL!", "\\N", "NIL", "SYSMIS", ".", "..", "...", "._", ":", "-", "--", "---", "\u2013", "\u2014", "?", "*",
            "UNDEFINED",
        "MISSING", "<MISSING>", "(MISSING)", "UNKNOWN", "NOT KNOWN", "NOT AVAILABLE", "NOT MEASURED", "NOT RECORDED", "K.A.", "K. A.",
            "(BLANK)", "(EMPTY)",
        "#NV", "#N/D", "#N/D!", "#N/B", "#I/T", "#SAKNAS!", "#PUUTTUU!", "#YOK", "#\u041d/\u0414",
        .. Enumerable.Range('A', 26).Select(letter => $".{(char)letter}"),
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Spellings.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    /// <summary>Whether a text says that a value is missing; blanks around it don't count.</summary>
    public static bool IsSpelling(ReadOnlySpan<char> text) => Lookup.Contains(text.Trim());

    /// <inheritdoc cref="IsSpelling(ReadOnlySpan{char})"/>
    public static bool IsSpelling(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength) return false;
        Span<char> text = stackalloc char[MaxLength];
        return Encoding.UTF8.TryGetChars(utf8, text, out var length) && IsSpelling(text[..length]);
    }
}
