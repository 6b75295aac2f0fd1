namespace StrokeFunctions.Patients;

/// <summary>Guesses what a value that is not allowed was meant to be. Only ever shown, never used in its place.</summary>
internal static class Hint
{
    /// <summary>How many letters may differ (two, as a rule of thumb: one slip and one more).</summary>
    private const int MaxDistance = 2;

    /// <summary>Longer texts are not compared: they are no slip of the pen.</summary>
    private const int MaxLength = 40;

    /// <summary>What a column's value was probably meant to be, as it should be written; null if that can't be told.</summary>
    public static string? ForValue(Column column, string found) => column switch
    {
        CategoryColumn category => Nearest(found, category.Categories),
        NumericColumn number when found.Contains(',') && number.TryParse(found.Replace(',', '.'), out var value)
            => value.ToString() + ", with a decimal point",
        _ => null,
    };

    /// <summary>
    /// The candidate that differs from a word in the fewest letters, if in at most two and in less than half of it; else null.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        word = Letters(word);
        if (word.Length is 0 or > MaxLength) return null;
        var nearest = candidates.MinBy(candidate => Distance(word, Letters(candidate)));
        return nearest is not null && Distance(word, Letters(nearest)) <= Math.Min(MaxDistance, (word.Length - 1) / 2) ? nearest : null;
    }

    /// <summary>Whether two words are the same but for what people leave out or swap.</summary>
    public static bool IsSame(string word, string other) => word.Length <= MaxLength && Letters(word) == Letters(other);

    /// <summary>A word without what people leave out or swap: case, and spaces, hyphens and underscores.</summary>
    public static string Letters(string word) =>
        string.Concat(word.Where(c => c is not ('-' or '_' or '\uFEFF') && !char.IsWhiteSpace(c))).ToUpperInvariant();

    /// <summary>Levenshtein's distance: the fewest letters to insert, remove or change.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
