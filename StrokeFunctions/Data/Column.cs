namespace StrokeFunctions.Data;

/// <summary>
/// One input column of the schema. A value is held as a double: a number in the column's unit,
/// or the index of a category; NaN is a missing number.
/// </summary>
/// <param name="Name">The column's name in CSV and JSON.</param>
/// <param name="Index">Its position among the ten inputs, from 0.</param>
/// <param name="Description">What it means, with its unit, for people.</param>
internal abstract record Column(string Name, int Index, string Description)
{
    /// <summary>Whether a patient without this value can be scored.</summary>
    public abstract bool MayBeMissing { get; }

    /// <summary>What is allowed, in words, as every error message states it.</summary>
    public abstract string Allowed { get; }

    /// <summary>Reads a value as a CSV file or a form writes it. False when the value is not allowed.</summary>
    public abstract bool TryParse(ReadOnlySpan<char> text, out double value);

    /// <summary>Reads a value as the other overload does, from UTF-8: the way that files take.</summary>
    public abstract bool TryParse(ReadOnlySpan<byte> utf8, out double value);

    /// <summary>Writes a value as it is read; a missing number is "N/A".</summary>
    public abstract string Format(double value);
}
