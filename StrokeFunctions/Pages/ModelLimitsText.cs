using System.Globalization;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Pages;

/// <summary>What a model can't do, said in sentences that its own numbers bear out.</summary>
internal static class ModelLimitsText
{
    /// <summary>One sentence or two for each limit.</summary>
    public static IReadOnlyList<string> Of(Manifest manifest)
    {
        var limits = new List<string>();
        if (manifest.Evaluation is { } evaluation)
        {
            if (Age(evaluation) is { } age) limits.Add(age);
            limits.AddRange(evaluation.Subgroups.Where(group => group.Name == "age").Select(AgeBand).OfType<string>());
            if (Bmi(evaluation) is { } bmi) limits.Add(bmi);
        }

        limits.Add("All numbers come from the same source of patients as the training rows. No other hospital, country or year has confirmed them; expect it to do worse elsewhere until it was measured there.");
        limits.Add("The intervals tell how much chance is in the choice of patients. They don't tell of faults in the data, nor of a world that changes: the drift reports watch for that.");
        limits.Add("It knows associations, not causes: changing a value (stopping smoking, losing weight) does not change a patient's risk by what the model says.");
        return limits;
    }

    private static string? Age(Evaluation evaluation)
    {
        if (evaluation.Curves.Importance is not [var first, var second, ..] || first.AreaUnderRocCurveLost <= 0) return null;
        return string.Create(CultureInfo.InvariantCulture,
            $"It mostly reads {first.Column}: without it the area under the ROC curve falls by {first.AreaUnderRocCurveLost:0.000}, without the next column ({second.Column}) by {Math.Max(0, second.AreaUnderRocCurveLost):0.000}.");
    }

    private static string? AgeBand(SubgroupEvaluation group)
    {
        if (group.Performance is not { } p)
            return group.Value.StartsWith("under", StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"{group.Strokes} of {group.Patients} patients aged {group.Value} had a stroke: too few to say whether it finds them. Take it for blind there.")
                : null;
        if (p.Recall.Value < 0.25)
            return string.Create(CultureInfo.InvariantCulture, $"Aged {group.Value}, it finds almost no one: {p.Confusion.TruePositives} of {p.Confusion.Positives} strokes.");
        return p.AreaUnderRocCurve.Low <= 0.5
            ? string.Create(CultureInfo.InvariantCulture, $"Aged {group.Value}, it can't be told from guessing who among them has a stroke: its area under the ROC curve is {p.AreaUnderRocCurve.Value:0.00} ({p.AreaUnderRocCurve.Low:0.00} to {p.AreaUnderRocCurve.High:0.00}).")
            : null;
    }

    private static string? Bmi(Evaluation evaluation)
    {
        var groups = evaluation.Subgroups.Where(group => group.Name == "bmi").ToArray();
        if (groups.FirstOrDefault(group => group.Value == "missing") is not { } missing || missing.Patients == 0) return null;
        var (patients, strokes) = (evaluation.Patients - missing.Patients, evaluation.Strokes - missing.Strokes);
        return string.Create(CultureInfo.InvariantCulture,
            $"A missing bmi counts as a sign: {100.0 * missing.Strokes / missing.Patients:0.0} % of patients without one had a stroke, {100.0 * strokes / Math.Max(1, patients):0.0} % of those with. That is probably an artefact of how the data were collected. Where bmi is missing for other reasons, the model misleads; measure it if you can.");
    }
}
