using System.Globalization;
using StrokeFunctions.Data;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Signs that rows give the outcome away, so that what is measured would not hold for real patients.</summary>
internal static class LeakSentinels
{
    /// <summary>No real column ranks strokes this well alone (age reaches 0.84): it knows the outcome, under whatever name.</summary>
    public const double TellingArea = 0.97;

    /// <summary>No honest model of these ten columns ranks this well (0.85 was measured; 0.88 is out of reach).</summary>
    public const double UnbelievableArea = 0.95;

    /// <summary>How much better a model may rank the rows it was trained on than others.</summary>
    public const double LargestFlattery = 0.10;

    /// <summary>The share of patients who may have another patient's ten values before it is said.</summary>
    public const double LargestTwinShare = 0.01;

    /// <summary>Columns that tell too much, each with its area under the ROC curve.</summary>
    public static IReadOnlyList<(Column Column, double Area)> TellingColumns(TrainingRows rows) =>
        [.. Schema.Inputs.Select(column => (column, Area(rows, column))).Where(pair => pair.Item2 >= TellingArea)];

    /// <summary>What is odd about a training, in words; it is told, and left to people.</summary>
    public static IReadOnlyList<string> Warnings(TrainingRows rows, Evaluation evaluation)
    {
        List<string> warnings = [];
        var area = evaluation.Overall.AreaUnderRocCurve.Value;
        if (area >= UnbelievableArea)
            warnings.Add(Text($"The held-out area under the ROC curve is {area:0.000}: too good to be true of these columns. Look for a leak."));
        if (evaluation.InSample.AreaUnderRocCurve - area > LargestFlattery)
            warnings.Add(Text($"The area under the ROC curve is {evaluation.InSample.AreaUnderRocCurve:0.000} on the training rows and {area:0.000} on held-out ones: the model learns rows by heart."));
        if (rows.Twins > LargestTwinShare * rows.Count)
            warnings.Add(Text($"{rows.Twins} of {rows.Count} patients have another patient's ten values: the same patients under other ids? They were kept in one fold."));
        return warnings;
    }

    /// <summary>How well a column ranks strokes alone, in whichever direction; a missing value or a category ranks by its own share of strokes.</summary>
    private static double Area(TrainingRows rows, Column column)
    {
        var values = new double[rows.Count];
        for (var row = 0; row < values.Length; row++) values[row] = rows.Patients[row][column];
        if (column is NumericColumn)
        {
            int[] measured = [.. rows.AllRows.Where(row => !double.IsNaN(values[row]))];
            var missing = RankedOutcomes.Of([.. values.Select(value => double.IsNaN(value) ? 1.0 : 0)], rows.Outcomes).AreaUnderRocCurve();
            var alone = RankedOutcomes.Of([.. measured.Select(row => values[row])], [.. measured.Select(row => rows.Outcomes[row])]).AreaUnderRocCurve();
            return Math.Max(Math.Max(alone, 1 - alone), Math.Max(missing, 1 - missing));
        }

        var share = rows.AllRows.GroupBy(row => values[row]).ToDictionary(
            group => group.Key, group => group.Average(row => rows.Outcomes[row] ? 1.0 : 0));
        return RankedOutcomes.Of([.. values.Select(value => share[value])], rows.Outcomes).AreaUnderRocCurve();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
