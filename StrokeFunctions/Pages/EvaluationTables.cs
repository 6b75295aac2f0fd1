using Microsoft.AspNetCore.Html;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>What a training's evaluation alone can tell: for the model card and the training report.</summary>
internal static class EvaluationTables
{
    /// <summary>Which groups differ from all patients, and in what.</summary>
    public static IHtmlContent Differences(Evaluation evaluation)
    {
        return PerformanceSection.Different(GroupDifferences.Of(
        [
            Measure("Recall", p => p.Recall),
            Measure("Precision", p => p.Precision),
            Measure("Observed / expected", p => p.ObservedToExpected),
            Measure("Calibration slope", p => p.CalibrationSlope),
        ]));

        GroupedMeasure Measure(string name, Func<Performance, Estimate> of) => new(
            name,
            of(evaluation.Overall),
            [.. evaluation.Subgroups.Select(group => ($"{group.Name}: {group.Value}", group.Performance is { } p ? of(p) : null))]);
    }

    /// <summary>Where bmi is known and where everybody counts, beside what age alone reaches.</summary>
    public static IHtmlContent BesideAge(Evaluation evaluation)
    {
        var rows = new List<IReadOnlyList<object>>();
        if (evaluation.Of("bmi", "measured") is { } measured) rows.Add(Model("bmi measured", measured));
        rows.Add(Model("all", evaluation.Overall));
        rows.AddRange(evaluation.AgeAlone?.Select(age => (IReadOnlyList<object>)
            [
                $"age alone, {age.Patients}",
                Numbers.WithInterval(age.Recall),
                Numbers.WithInterval(age.Precision),
                Numbers.Share(age.RocAuc),
            ]) ?? []);
        return Html.Table("Where bmi is known, and beside age alone (hold-out, 95 % intervals)",
            ["patients", "recall", "precision", "ROC AUC"], rows);

        static IReadOnlyList<object> Model(string patients, Performance p) =>
        [
            $"the model, {patients}", Numbers.WithInterval(p.Recall), Numbers.WithInterval(p.Precision), Numbers.WithInterval(p.RocAuc),
        ];
    }

    /// <summary>How often an answer's interval holds what is found.</summary>
    public static IHtmlContent Coverage(Evaluation evaluation) => evaluation.IntervalCoverage is not { Count: > 0 } coverage
        ? Html.None
        : Html.Table(
            "Patients whose answer's interval holds the share of strokes found among hold-out patients of their age band and probability",
            ["age", "have had a stroke", "have had none"],
            coverage.GroupBy(one => one.Age).Select(age => (IReadOnlyList<object>)
                [age.Key, .. age.OrderByDescending(one => one.Stroke).Select(one => Numbers.Percent(one.Covered))]));
}
