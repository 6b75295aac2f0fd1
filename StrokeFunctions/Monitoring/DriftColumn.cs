using StrokeFunctions.Data;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>One of the twelve columns whose drift is measured: the ten inputs, the prediction and the outcome.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNumeric">Whether its values are numbers; otherwise they are indices of <paramref name="Categories"/>.</param>
/// <param name="Unit">The unit of a number, with a space before it, or nothing.</param>
/// <param name="Categories">The words of a category column.</param>
/// <param name="Reference">The reference's values.</param>
/// <param name="Current">The current values.</param>
internal sealed record DriftColumn(
    string Name, bool IsNumeric, string Unit, IReadOnlyList<string> Categories, Distribution Reference, Distribution Current)
{
    /// <summary>The name of the prediction among the columns.</summary>
    public const string Prediction = "prediction";

    /// <summary>A column of the schema.</summary>
    public static DriftColumn Of(Column column, Distribution reference, Distribution current) => column switch
    {
        NumericColumn number => new(number.Name, true, $" {number.Unit}", [], reference, current),
        CategoryColumn category => new(category.Name, false, "", category.Categories, reference, current),
        _ => throw new ArgumentException($"A column of type {column.GetType().Name} has no drift.", nameof(column)),
    };

    /// <summary>The calibrated probability of a stroke.</summary>
    public static DriftColumn OfPrediction(Distribution reference, Distribution current) => new(Prediction, true, "", [], reference, current);

    /// <summary>The outcome.</summary>
    public static DriftColumn OfOutcome(Distribution reference, Distribution current) =>
        new(Schema.OutcomeColumn, false, "", ["0", "1"], reference, current);

    /// <summary>A value as people write it.</summary>
    public string Label(double value) => IsNumeric
        ? value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)
        : Categories[(int)value];
}
