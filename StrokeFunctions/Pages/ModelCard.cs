using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Pages;

/// <summary>
/// The model card of a version, rendered from its manifest alone: the items of TRIPOD+AI (Collins et al., BMJ 2024;385:e078378) that apply
/// to a model which is trained again and again by a program.
/// </summary>
internal static class ModelCard
{
    /// <summary>The whole page.</summary>
    public static string Render(Manifest manifest)
    {
        var lead = Html.Of(
            $"Predicts which patients have a stroke, from ten values. Trained on {Numbers.Count(manifest.Lineage.Rows)} patients, {Numbers.Count(manifest.Lineage.Strokes)} of them with a stroke."
        );
        return Page.Render(
            $"Model card: {manifest.Version}",
            lead,
            Html.Join([
                InShort(manifest),
                ModelTables.Warnings(manifest),
                Use(),
                Patients(manifest),
                Model(manifest),
                Performance(manifest),
                Limits(manifest),
                Html.Section("provenance", "Where it comes from", ModelTables.Lineage(manifest)),
            ])
        );
    }

    private static IHtmlContent InShort(Manifest manifest)
    {
        if (manifest.Evaluation is not { } e) return Html.Of($"<p>This version was published without an evaluation.</p>");
        var p = e.Overall;
        return Html.Of(
            $"""
            <div class="verdict"><p><strong>Of 100 patients with a stroke it flags about {PerHundred(p.Recall.Value)} ({PerHundred(
                p.Recall.Low
            )} to {PerHundred(p.Recall.High)}).</strong></p>
            <p>Of 100 patients it flags, about {PerHundred(p.Precision.Value)} ({PerHundred(p.Precision.Low)} to {PerHundred(
                p.Precision.High
            )}) had a stroke. It flags {Numbers.Percent((double)p.Confusion.Flagged / e.Patients)} of all patients.</p>
            <p class="note">Measured on patients it had not seen. {e.Protocol}</p></div>
            """);
    }

    private static IHtmlContent Use() =>
        Html.Section(
            "use",
            "What it is for, and what not",
            Html.Of(
                $"""
                <p>To show a clinic which of its patients deserve a closer look, where looking costs little and a missed stroke costs much: the threshold is the lowest that keeps the asked precision, so most flagged patients have no stroke.</p>
                <p>Not a diagnosis, not a reason to withhold care from anyone who is not flagged, and not a forecast over a stated time: the data say whether a patient has had a stroke, not when. Not for patients unlike those below. It is no medical device.</p>
                """
            )
        );

    private static IHtmlContent Patients(Manifest manifest) =>
        Html.Section(
            "patients",
            "Patients, outcome and missing values",
            Html.Of(
                $"""
                <p>The latest record of each patient over {manifest.Lineage.Datasets.Count} {(
                    manifest.Lineage.Datasets.Count == 1 ? "dataset" : "datasets"
                )}. The outcome is the column <code>stroke</code> (1: had a stroke), as recorded by whoever made the dataset; how it was ascertained, and how blindly, is not known to this program.</p>
                <p>Rows with values outside the limits below were set aside before training. A missing bmi stays missing: it is a feature of its own, and the value is replaced by a constant. An unknown smoking status is a category.</p>
                """
            ),
            Html.Table(
                "The ten inputs",
                ["column", "meaning", "allowed"],
                Schema.Inputs.Select(c =>
                    (IReadOnlyList<object>)
                        [
                            Html.Of($"<code>{c.Name}</code>"),
                            Html.Of($"<span class=\"text\">{c.Description}</span>"),
                            Html.Of($"<span class=\"text\">{c.Allowed}</span>"),
                        ]
                )
            )
        );

    private static IHtmlContent Model(Manifest manifest) =>
        Html.Section(
            "model",
            "The model",
            Html.Of(
                $"""
                <p>Log odds are a sum of what each value contributes: the members {manifest.Parameters.GetValueOrDefault(
                    "members",
                    "named in model.json"
                )}, combined and calibrated by a logistic fit on out-of-fold scores. A patient is flagged at a probability of {Threshold(
                    manifest
                )} or more.</p>
                <p>Families, settings and threshold were chosen inside the training rows; the numbers of this card come from rows outside them.</p>
                """
            ),
            manifest.Candidates.Count == 0 ? Html.None : ModelTables.Candidates(manifest.Candidates)
        );

    private static IHtmlContent Performance(Manifest manifest) =>
        manifest.Evaluation is not { } e
            ? Html.None
            : Html.Section(
                "performance",
                "How good it is",
                ModelTables.Measures(e.Overall),
                ModelTables.Counts(e.Overall.Confusion),
                Html.Of(
                    $"<p class=\"note\">On the very rows it was trained on it would show a recall of {Numbers.Share(e.InSample.Recall)}, a precision of {Numbers.Share(e.InSample.Precision)} and an area of {Numbers.Share(e.InSample.AreaUnderRocCurve)}. Such numbers flatter, and are nowhere else used.</p>"
                ),
                ModelFigures.All(e, PrecisionFloor(manifest)),
                Html.Of(
                    $"<h3>Groups</h3><p>Groups of fewer than 20 patients, or of 5 with or without a stroke, are withheld: too few to say anything.</p>"
                ),
                ModelTables.Subgroups(e.Subgroups)
            );

    private static IHtmlContent Limits(Manifest manifest) =>
        Html.Section("limits", "Limits, in plain words", Html.List(ModelLimitsText.Of(manifest)));

    private static string Threshold(Manifest manifest) =>
        double.TryParse(
            manifest.Parameters.GetValueOrDefault("threshold"),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var threshold
        )
            ? Numbers.Share(threshold)
            : "the threshold in model.json";

    /// <summary>The least precision that was asked for; it is among the settings of every training.</summary>
    public static double PrecisionFloor(Manifest manifest) =>
        double.TryParse(
            manifest.Parameters.GetValueOrDefault("precision_floor"),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var floor
        )
            ? floor
            : 0;

    private static string PerHundred(double share) => (share * 100).ToString("0");
}

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

        limits.Add(
            "All numbers come from the same source of patients as the training rows. No other hospital, country or year has confirmed them; expect it to do worse elsewhere until it was measured there."
        );
        limits.Add(
            "The intervals tell how much chance is in the choice of patients. They don't tell of faults in the data, nor of a world that changes: the drift reports watch for that."
        );
        limits.Add(
            "It knows associations, not causes: changing a value (stopping smoking, losing weight) does not change a patient's risk by what the model says."
        );
        return limits;
    }

    private static string? Age(Evaluation evaluation)
    {
        if (evaluation.Curves.Importance is not [var first, var second, ..] || first.AreaUnderRocCurveLost <= 0)
            return null;
        return $"It mostly reads {first.Column}: without it the area under the ROC curve falls by {first.AreaUnderRocCurveLost:0.000}, without the next column ({second.Column}) by {Math.Max(0, second.AreaUnderRocCurveLost):0.000}.";
    }

    private static string? AgeBand(SubgroupEvaluation group)
    {
        if (group.Performance is not { } p)
            return group.Value.StartsWith("under", StringComparison.Ordinal)
                ? $"{group.Strokes} of {group.Patients} patients aged {group.Value} had a stroke: too few to say whether it finds them. Take it for blind there."
                : null;
        if (p.Recall.Value < 0.25)
            return $"Aged {group.Value}, it finds almost no one: {p.Confusion.TruePositives} of {p.Confusion.Positives} strokes.";
        return p.AreaUnderRocCurve.Low <= 0.5
            ? $"Aged {group.Value}, it can't be told from guessing who among them has a stroke: its area under the ROC curve is {p.AreaUnderRocCurve.Value:0.00} ({p.AreaUnderRocCurve.Low:0.00} to {p.AreaUnderRocCurve.High:0.00})."
            : null;
    }

    private static string? Bmi(Evaluation evaluation)
    {
        var groups = evaluation.Subgroups.Where(group => group.Name == "bmi").ToArray();
        if (groups.FirstOrDefault(group => group.Value == "missing") is not { } missing || missing.Patients == 0) return null;
        var (patients, strokes) = (evaluation.Patients - missing.Patients, evaluation.Strokes - missing.Strokes);
        return $"A missing bmi counts as a sign: {100.0 * missing.Strokes / missing.Patients:0.0} % of patients without one had a stroke, {100.0 * strokes / Math.Max(1, patients):0.0} % of those with. That is probably an artefact of how the data were collected. Where bmi is missing for other reasons, the model misleads; measure it if you can.";
    }
}
