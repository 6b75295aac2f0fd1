using System.Globalization;

namespace StrokeFunctions.Data;

/// <summary>A column that holds a number within limits.</summary>
/// <param name="Name">The column's name in CSV and JSON.</param>
/// <param name="Index">Its position among the ten inputs, from 0.</param>
/// <param name="Description">What it means, for people.</param>
/// <param name="Unit">The unit, as people write it.</param>
/// <param name="Minimum">The smallest value allowed (not allowed itself if <paramref name="MinimumIsExclusive"/>).</param>
/// <param name="MinimumIsExclusive">True if the value must be over <paramref name="Minimum"/>.</param>
/// <param name="Maximum">The largest value allowed.</param>
/// <param name="CanBeMissing">True if "N/A", an empty field or null stand for "not measured".</param>
internal sealed record NumericColumn(
    string Name, int Index, string Description, string Unit,
    double Minimum, bool MinimumIsExclusive, double Maximum, bool CanBeMissing) : Column(Name, Index, Description)
{
    /// <summary>How a missing number is written.</summary>
    public const string Missing = "N/A";

    /// <inheritdoc/>
    public override bool MayBeMissing => CanBeMissing;

    /// <inheritdoc/>
    public override string Allowed => string.Create(CultureInfo.InvariantCulture,
        $"{(MinimumIsExclusive ? "over " : "")}{Minimum} to {Maximum} {Unit}{(CanBeMissing ? ", or \"N/A\" or nothing" : "")}");

    /// <summary>Whether a number is within the column's limits.</summary>
    public bool Contains(double value) =>
        value <= Maximum && (MinimumIsExclusive ? value > Minimum : value >= Minimum);

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim(" \t");
        if (CanBeMissing && (text.IsEmpty || text.SequenceEqual(Missing)))
        {
            value = double.NaN;
            return true;
        }

        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && Contains(value);
    }

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<byte> utf8, out double value)
    {
        utf8 = utf8.Trim(" \t"u8);
        if (CanBeMissing && (utf8.IsEmpty || utf8.SequenceEqual("N/A"u8)))
        {
            value = double.NaN;
            return true;
        }

        return (PlainDecimal.TryParse(utf8, out value) || double.TryParse(utf8, Style, CultureInfo.InvariantCulture, out value)) && Contains(value);
    }

    /// <inheritdoc/>
    public override string Format(double value) =>
        double.IsNaN(value) ? Missing : value.ToString("R", CultureInfo.InvariantCulture);
}
