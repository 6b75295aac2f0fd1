using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Signs that rows give the outcome away, so that what is measured would not hold for real patients.</summary>
internal static class LeakageChecks
{
    /// <summary>No real column ranks strokes this well alone (age reaches 0.84): it knows the outcome, under whatever name.</summary>
    public const double MinAucToReport = 0.97;

    /// <summary>No honest model of these ten columns ranks this well (0.85 was measured; 0.88 is out of reach).</summary>
    public const double UnbelievableArea = 0.95;

    /// <summary>How much better a model may rank the rows it was trained on than others.</summary>
    public const double MaxOptimism = 0.10;

    /// <summary>The share of patients who may have another patient's ten values before it is said.</summary>
    public const double MaxDuplicateShare = 0.01;

    /// <summary>With fewer patients of either outcome a column may tell them apart by chance.</summary>
    public const int MinOfEach = 20;

    /// <summary>Why rows must be refused, because a column of theirs knows the outcome; null if none does.</summary>
    /// <param name="outcomes">By row.</param>
    /// <param name="values">The values that the rows have in a column.</param>
    public static string? Refusal(bool[] outcomes, Func<Column, double[]> values)
    {
        if (Math.Min(outcomes.Count(stroke => stroke), outcomes.Count(stroke => !stroke)) < MinOfEach) return null;
        var telling = Schema.Inputs
            .Select(column => (column.Name, Area: Area(values(column), outcomes, column)))
            .Where(column => column.Area >= MinAucToReport)
            .Select(column =>
                $"The column {column.Name} alone ranks strokes with a ROC AUC of {column.Area:0.000}: it knows the outcome."
            )
            .ToArray();
        return telling.Length == 0 ? null : string.Join(" ", telling);
    }

    /// <inheritdoc cref="Refusal(bool[], Func{Column, double[]})"/>
    public static string? Refusal(TrainingRows rows) =>
        Refusal(rows.Outcomes, column => [.. rows.Patients.Select(patient => patient[column])]);

    /// <inheritdoc cref="Refusal(bool[], Func{Column, double[]})"/>
    /// <remarks>A dataset is looked at alone, because among many older rows its leak would not show.</remarks>
    public static string? Refusal(IReadOnlyCollection<DatasetRow> rows) =>
        Refusal([.. rows.Select(row => row.Stroke)], column => [.. rows.Select(row => row.Patient[column])]);

    /// <summary>What is odd about a training, in words; it is told, and left to people.</summary>
    public static IReadOnlyList<string> Warnings(TrainingRows rows, Evaluation evaluation)
    {
        List<string> warnings = [];
        var area = evaluation.Overall.RocAuc.Value;
        if (area >= UnbelievableArea)
            warnings.Add(
                $"The hold-out ROC AUC is {area:0.000}: too good to be true of these columns. Look for a leak."
            );
        if (evaluation.InSample.RocAuc - area > MaxOptimism)
            warnings.Add(
                $"The ROC AUC is {evaluation.InSample.RocAuc:0.000} on the training rows and {area:0.000} on "
                    + "hold-out ones: the model overfits."
            );
        if (rows.DuplicateFeatureRows > MaxDuplicateShare * rows.Count)
            warnings.Add(
                $"{rows.DuplicateFeatureRows} of {rows.Count} patients have the ten values of another patient: "
                    + "the same patients under other ids? They were kept in one fold."
            );
        return warnings;
    }

    /// <summary>
    /// How well a column ranks strokes alone, in whichever direction; a missing value or a category ranks by its own share of strokes.
    /// </summary>
    private static double Area(double[] values, bool[] outcomes, Column column)
    {
        if (column is NumericColumn)
        {
            int[] measured = [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row]))];
            var missing = RankedOutcomes.Of([.. values.Select(value => double.IsNaN(value) ? 1.0 : 0)], outcomes).RocAuc();
            var alone = RankedOutcomes
                .Of([.. measured.Select(row => values[row])], [.. measured.Select(row => outcomes[row])])
                .RocAuc();
            return Math.Max(Math.Max(alone, 1 - alone), Math.Max(missing, 1 - missing));
        }

        var share = values
            .Zip(outcomes)
            .GroupBy(row => row.First)
            .ToDictionary(group => group.Key, group => group.Average(row => row.Second ? 1.0 : 0));
        return RankedOutcomes.Of([.. values.Select(value => share[value])], outcomes).RocAuc();
    }
}

/// <summary>The rows give the outcome away, so that a model of them would be worth nothing for real patients.</summary>
internal sealed class LeakingRowsException(string message) : UntrainableRowsException(message);
