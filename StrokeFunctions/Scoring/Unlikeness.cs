using System.Globalization;
using StrokeFunctions.Data;
using StrokeFunctions.Model;

namespace StrokeFunctions.Scoring;

/// <summary>In what a patient is unlike every patient that the model was trained on.</summary>
internal static class Unlikeness
{
    private static readonly Column[] Numbers = [.. Schema.Inputs.OfType<NumericColumn>()];
    private static readonly CategoryColumn[] Categories = [.. Schema.Inputs.OfType<CategoryColumn>()];

    /// <summary>The reasons, each a sentence; empty if the patient is like others.</summary>
    public static IReadOnlyList<string> Of(TrainingDomain domain, in Patient patient)
    {
        List<string>? reasons = null;
        for (var i = 0; i < Numbers.Length; i++)
        {
            var (seen, value) = (domain.Ranges[i], patient[Numbers[i]]);
            if (double.IsNaN(value))
            {
                if (seen.MissingRows == 0) Add(ref reasons, $"{seen.Column} is missing; every training row had it.");
            }
            else if (value < seen.Minimum || value > seen.Maximum)
            {
                Add(ref reasons, $"{seen.Column} is {value}; the training rows reach from {seen.Minimum} to {seen.Maximum}.");
            }
        }

        for (var i = 0; i < Categories.Length; i++)
        {
            var (seen, value) = (domain.Categories[i], (int)patient[Categories[i]]);
            if (seen.Rows[value] == 0) Add(ref reasons, $"{seen.Column} is {Categories[i].Categories[value]}; no training row had that.");
        }

        return reasons ?? (IReadOnlyList<string>)[];
    }

    private static void Add(ref List<string>? reasons, FormattableString reason) =>
        (reasons ??= []).Add(reason.ToString(CultureInfo.InvariantCulture));
}
