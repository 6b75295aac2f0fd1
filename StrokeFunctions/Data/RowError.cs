namespace StrokeFunctions.Data;

/// <summary>One fault of an input: where it is, what was found and what is allowed. Never a whole row.</summary>
/// <param name="Line">The line of a file (the header is 1); null for JSON.</param>
/// <param name="Pointer">The JSON pointer (RFC 6901); null for a file.</param>
/// <param name="Column">The column, or null if the fault is of the whole row or file.</param>
/// <param name="Found">What was found, at most 100 characters.</param>
/// <param name="Allowed">What is allowed, in words.</param>
/// <param name="Hint">What was probably meant, as it should be written; null if that can't be told.</param>
internal sealed record RowError(long? Line, string? Pointer, string? Column, string Found, string Allowed, string? Hint = null)
{
    /// <summary>The longest text that <see cref="Found"/> quotes, in characters.</summary>
    public const int MaxFoundLength = 100;

    /// <summary>A text as <see cref="Found"/> may quote it: whole if short, else its beginning and an ellipsis.</summary>
    public static string Quote(string text, int maxLength = MaxFoundLength)
    {
        if (text.Length <= maxLength) return text;
        var end = maxLength - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
