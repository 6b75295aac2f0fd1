using System.Globalization;
using System.Text;

namespace StrokeFunctions.Patients;

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

    /// <summary>
    /// Reads a value that is written otherwise and yet can mean one thing only: 1.0 for 1, "male" for "Male", "NA" for a missing number.
    /// </summary>
    public abstract bool TryUnderstand(ReadOnlySpan<char> text, out double value);

    /// <summary>Writes a value as it is read; a missing number is "N/A".</summary>
    public abstract string Format(double value);
}

/// <summary>A column that holds a number within limits.</summary>
/// <param name="Name">The column's name in CSV and JSON.</param>
/// <param name="Index">Its position among the ten inputs, from 0.</param>
/// <param name="Description">What it means, for people.</param>
/// <param name="Unit">The unit, as people write it.</param>
/// <param name="Minimum">The smallest value allowed (not allowed itself if <paramref name="MinimumIsExclusive"/>).</param>
/// <param name="MinimumIsExclusive">True if the value must be over <paramref name="Minimum"/>.</param>
/// <param name="Maximum">The largest value allowed.</param>
/// <param name="MayBeMissing">True if "N/A", an empty field or null stand for "not measured".</param>
internal sealed record NumericColumn(
    string Name, int Index, string Description, string Unit,
    double Minimum, bool MinimumIsExclusive, double Maximum, bool MayBeMissing) : Column(Name, Index, Description)
{
    /// <summary>How a missing number is written.</summary>
    public const string Missing = "N/A";

    /// <inheritdoc/>
    public override bool MayBeMissing { get; } = MayBeMissing;

    /// <inheritdoc/>
    public override string Allowed =>
        $"{(MinimumIsExclusive ? "over " : "")}{Minimum} to {Maximum} {Unit}{(MayBeMissing ? ", or \"N/A\" or nothing" : "")}";

    /// <summary>Whether a number is within the column's limits.</summary>
    public bool Contains(double value) =>
        value <= Maximum && (MinimumIsExclusive ? value > Minimum : value >= Minimum);

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim(" \t");
        if (MayBeMissing && (text.IsEmpty || text.SequenceEqual(Missing)))
        {
            value = double.NaN;
            return true;
        }

        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && Contains(value);
    }

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<byte> utf8, out double value)
    {
        utf8 = FieldText.Trim(utf8);
        if (MayBeMissing && (utf8.IsEmpty || utf8.SequenceEqual("N/A"u8)))
        {
            value = double.NaN;
            return true;
        }

        return (PlainDecimal.TryParse(utf8, out value) || double.TryParse(utf8, Style, CultureInfo.InvariantCulture, out value))
            && Contains(value);
    }

    /// <inheritdoc/>
    public override bool TryUnderstand(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim();
        if (!MayBeMissing || !MissingValue.IsSpelling(text))
            return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && Contains(value);
        value = double.NaN;
        return true;
    }

    /// <inheritdoc/>
    public override string Format(double value) =>
        double.IsNaN(value) ? Missing : value.ToString("R");
}

/// <summary>A column that holds one of a few words (or 0 and 1); the value is the word's index in <see cref="Categories"/>.</summary>
/// <param name="Name">The column's name in CSV and JSON.</param>
/// <param name="Index">Its position among the ten inputs, from 0.</param>
/// <param name="Description">What it means, for people.</param>
/// <param name="Categories">The words allowed, in the order of their indices; matched exactly.</param>
/// <param name="IsFlag">True if the words are 0 and 1, which JSON writes as numbers.</param>
/// <param name="MissingCategory">The word that a missing value stands for, or null if it may not be missing.</param>
internal sealed record CategoryColumn(
    string Name, int Index, string Description, IReadOnlyList<string> Categories, bool IsFlag = false, string? MissingCategory = null)
    : Column(Name, Index, Description)
{
    /// <summary>The words in UTF-8, in the order of their indices.</summary>
    public IReadOnlyList<byte[]> Utf8Categories => _utf8Categories;

    private readonly byte[][] _utf8Categories = [.. Categories.Select(Encoding.UTF8.GetBytes)];

    private readonly int _missingIndex = MissingCategory is null ? -1 : Categories.ToList().IndexOf(MissingCategory);

    /// <inheritdoc/>
    public override bool MayBeMissing => MissingCategory is not null;

    /// <inheritdoc/>
    public override string Allowed =>
        string.Join(", ", Categories) + (MissingCategory is null ? "" : $" (nothing means {MissingCategory})");

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim(" \t");
        if (text.IsEmpty && MissingCategory is not null)
        {
            text = MissingCategory;
        }

        for (var i = 0; i < Categories.Count; i++)
        {
            if (text.SequenceEqual(Categories[i]))
            {
                value = i;
                return true;
            }
        }

        value = double.NaN;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<byte> utf8, out double value)
    {
        utf8 = FieldText.Trim(utf8);
        var index = utf8.IsEmpty ? _missingIndex : IndexOf(utf8);
        value = index < 0 ? double.NaN : index;
        return index >= 0;
    }

    /// <inheritdoc/>
    public override bool TryUnderstand(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim();
        value = double.NaN;
        if (IsFlag) return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value is 0 or 1;
        var word = text.ToString();
        for (var i = 0; i < Categories.Count; i++)
        {
            if (!Hint.IsSame(word, Categories[i])) continue;
            value = i;
            return true;
        }

        if (MissingCategory is null || !MissingValue.IsSpelling(text)) return false;
        value = _missingIndex;
        return true;
    }

    /// <inheritdoc/>
    public override string Format(double value) => Categories[(int)value];

    private int IndexOf(ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < _utf8Categories.Length; i++)
        {
            if (word.SequenceEqual(_utf8Categories[i])) return i;
        }

        return -1;
    }
}

/// <summary>The text of a field in a file.</summary>
internal static class FieldText
{
    /// <summary>Without blanks and tabs around it; most fields have none, which is seen at once.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty || (utf8[0] > ' ' && utf8[^1] > ' ') ? utf8 : utf8.Trim(" \t"u8);
}
