using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Data;
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
        var lead = Html.Of($"Predicts which patients have a stroke, from ten values. Trained on {Numbers.Count(manifest.Lineage.Rows)} patients, {Numbers.Count(manifest.Lineage.Strokes)} of them with a stroke.");
        return Page.Render($"Model card: {manifest.Version}", lead, Html.Join(
        [
            InShort(manifest), ModelTables.Warnings(manifest), Use(), Patients(manifest), Model(manifest), Performance(manifest), Limits(manifest),
            Html.Section("provenance", "Where it comes from", ModelTables.Lineage(manifest)),
        ]));
    }

    private static IHtmlContent InShort(Manifest manifest)
    {
        if (manifest.Evaluation is not { } e) return Html.Of($"<p>This version was published without an evaluation.</p>");
        var p = e.Overall;
        return Html.Of($"""
            <div class="verdict"><p><strong>Of 100 patients with a stroke it flags about {PerHundred(p.Recall.Value)} ({PerHundred(p.Recall.Low)} to {PerHundred(p.Recall.High)}).</strong></p>
            <p>Of 100 patients it flags, about {PerHundred(p.Precision.Value)} ({PerHundred(p.Precision.Low)} to {PerHundred(p.Precision.High)}) had a stroke. It flags {Numbers.Percent((double)p.Confusion.Flagged / e.Patients)} of all patients.</p>
            <p class="note">Measured on patients it had not seen. {e.Protocol}</p></div>
            """);
    }

    private static IHtmlContent Use() => Html.Section("use", "What it is for, and what not", Html.Of($"""
        <p>To show a clinic which of its patients deserve a closer look, where looking costs little and a missed stroke costs much: the threshold is the lowest that keeps the asked precision, so most flagged patients have no stroke.</p>
        <p>Not a diagnosis, not a reason to withhold care from anyone who is not flagged, and not a forecast over a stated time: the data say whether a patient has had a stroke, not when. Not for patients unlike those below. It is no medical device.</p>
        """));

    private static IHtmlContent Patients(Manifest manifest) => Html.Section("patients", "Patients, outcome and missing values",
        Html.Of($"""
            <p>The latest record of each patient over {manifest.Lineage.Datasets.Count} {(manifest.Lineage.Datasets.Count == 1 ? "dataset" : "datasets")}. The outcome is the column <code>stroke</code> (1: had a stroke), as recorded by whoever made the dataset; how it was ascertained, and how blindly, is not known to this program.</p>
            <p>Rows with values outside the limits below were set aside before training. A missing bmi stays missing: it is a feature of its own, and the value is replaced by a constant. An unknown smoking status is a category.</p>
            """),
        Html.Table("The ten inputs", ["column", "meaning", "allowed"], Schema.Inputs.Select(c => (IReadOnlyList<object>)
            [Html.Of($"<code>{c.Name}</code>"), Html.Of($"<span class=\"text\">{c.Description}</span>"), Html.Of($"<span class=\"text\">{c.Allowed}</span>")])));

    private static IHtmlContent Model(Manifest manifest) => Html.Section("model", "The model",
        Html.Of($"""
            <p>Log odds are a sum of what each value contributes: the members {manifest.Parameters.GetValueOrDefault("members", "named in model.json")}, combined and calibrated by a logistic fit on out-of-fold scores. A patient is flagged at a probability of {Threshold(manifest)} or more.</p>
            <p>Families, settings and threshold were chosen inside the training rows; the numbers of this card come from rows outside them.</p>
            """),
        manifest.Candidates.Count == 0 ? Html.None : ModelTables.Candidates(manifest.Candidates));

    private static IHtmlContent Performance(Manifest manifest) => manifest.Evaluation is not { } e ? Html.None : Html.Section("performance", "How good it is",
        ModelTables.Measures(e.Overall),
        ModelTables.Counts(e.Overall.Confusion),
        Html.Of($"<p class=\"note\">On the very rows it was trained on it would show a recall of {Numbers.Share(e.InSample.Recall)}, a precision of {Numbers.Share(e.InSample.Precision)} and an area of {Numbers.Share(e.InSample.AreaUnderRocCurve)}. Such numbers flatter, and are nowhere else used.</p>"),
        ModelFigures.All(e, PrecisionFloor(manifest)),
        Html.Of($"<h3>Groups</h3><p>Groups of fewer than 20 patients, or of 5 with or without a stroke, are withheld: too few to say anything.</p>"),
        ModelTables.Subgroups(e.Subgroups));

    private static IHtmlContent Limits(Manifest manifest) =>
        Html.Section("limits", "Limits, in plain words", Html.List(ModelLimitsText.Of(manifest)));

    private static string Threshold(Manifest manifest) =>
        double.TryParse(manifest.Parameters.GetValueOrDefault("threshold"), NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
            ? Numbers.Share(threshold)
            : "the threshold in model.json";

    /// <summary>The least precision that was asked for; it is among the settings of every training.</summary>
    public static double PrecisionFloor(Manifest manifest) =>
        double.TryParse(manifest.Parameters.GetValueOrDefault("precision_floor"), NumberStyles.Float, CultureInfo.InvariantCulture, out var floor) ? floor : 0;

    private static string PerHundred(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture);
}
