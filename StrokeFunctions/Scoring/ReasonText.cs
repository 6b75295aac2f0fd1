using System.Globalization;
using StrokeFunctions.Data;

namespace StrokeFunctions.Scoring;

/// <summary>A reason in plain words, such as "Age 67 years multiplies the odds of a stroke by 3.2".</summary>
internal static class ReasonText
{
    /// <summary>The longest text, in characters: description, value and effect of any column.</summary>
    public const int MaxLength = 256;

    /// <summary>A factor between 1/1.05 and 1.05 is no reason.</summary>
    private const double Negligible = 0.04879;

    /// <summary>Writes the text and returns its length.</summary>
    /// <param name="text">At least <see cref="MaxLength"/> long.</param>
    /// <param name="column">The input.</param>
    /// <param name="value">Its value.</param>
    /// <param name="logOdds">What it adds to the log odds.</param>
    public static int Write(Span<char> text, Column column, double value, double logOdds)
    {
        var length = WriteSubject(text, column, value);
        var rest = text[length..];
        int written;
        if (Math.Abs(logOdds) < Negligible) rest.TryWrite(CultureInfo.InvariantCulture, $" hardly changes the odds of a stroke", out written);
        else if (logOdds > 0) rest.TryWrite(CultureInfo.InvariantCulture, $" multiplies the odds of a stroke by {Math.Exp(logOdds):0.0#}", out written);
        else rest.TryWrite(CultureInfo.InvariantCulture, $" divides the odds of a stroke by {Math.Exp(-logOdds):0.0#}", out written);
        return length + written;
    }

    private static int WriteSubject(Span<char> text, Column column, double value)
    {
        int written;
        if (column is NumericColumn number)
        {
            if (double.IsNaN(value)) text.TryWrite(CultureInfo.InvariantCulture, $"{number.Description} that was not measured", out written);
            else text.TryWrite(CultureInfo.InvariantCulture, $"{number.Description} of {value} {number.Unit}", out written);
        }
        else
        {
            var category = (CategoryColumn)column;
            if (category.IsFlag)
            {
                text.TryWrite(CultureInfo.InvariantCulture, $"{(value == 0 ? "No " : "")}{category.Name.Replace('_', ' ')}", out written);
                text[0] = char.ToUpperInvariant(text[0]);
            }
            else text.TryWrite(CultureInfo.InvariantCulture, $"{category.Description}: {category.Categories[(int)value]},", out written);
        }

        return written;
    }
}
