using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>The tables that a model's card and its training report share.</summary>
internal static class ModelTables
{
    /// <summary>Every measure with its interval.</summary>
    public static IHtmlContent Measures(Performance p) => Html.Table("Measured on held-out patients", ["measure", "value (95 % interval)", "ideal"],
    [
        ["recall: share of the strokes that is flagged", Numbers.WithInterval(p.Recall), "1"],
        ["precision: share of the flagged that has a stroke", Numbers.WithInterval(p.Precision), "1"],
        ["specificity: share of those without a stroke that is not flagged", Numbers.WithInterval(p.Specificity), "1"],
        ["F1", Numbers.WithInterval(p.F1), "1"],
        ["area under the ROC curve", Numbers.WithInterval(p.AreaUnderRocCurve), "1 (guessing: 0.5)"],
        ["average precision", Numbers.WithInterval(p.AveragePrecision), $"1 (guessing: {Numbers.Share(ShareOfStrokes(p))})"],
        ["Brier score", Precise(p.Brier), "0"],
        ["log loss, nats", Precise(p.LogLoss), "0"],
        ["calibration in the large", Numbers.WithInterval(p.CalibrationIntercept), "0"],
        ["calibration slope", Numbers.WithInterval(p.CalibrationSlope), "1"],
        ["observed over expected strokes", Numbers.WithInterval(p.ObservedToExpected), "1"],
    ]);

    /// <summary>Who was flagged and who had a stroke.</summary>
    public static IHtmlContent Counts(ConfusionMatrix c) => Html.Table("Patients", ["", "flagged", "not flagged"],
    [
        ["had a stroke", Numbers.Count(c.TruePositives), Numbers.Count(c.Positives - c.TruePositives)],
        ["had none", Numbers.Count(c.Flagged - c.TruePositives), Numbers.Count(c.TrueNegatives)],
    ]);

    /// <summary>Parts of the patients; those with too few are withheld.</summary>
    public static IHtmlContent Subgroups(IReadOnlyList<SubgroupEvaluation> subgroups) => Html.Table(
        "Groups of patients", ["group", "patients", "strokes", "recall", "precision", "area under the ROC curve"],
        subgroups.Select(g => (IReadOnlyList<object>)(g.Performance is { } p
            ? [$"{g.Name}: {g.Value}", Numbers.Count(g.Patients), Numbers.Count(g.Strokes), Numbers.WithInterval(p.Recall), Numbers.WithInterval(p.Precision), Numbers.WithInterval(p.AreaUnderRocCurve)]
            : [$"{g.Name}: {g.Value}", Numbers.Count(g.Patients), Numbers.Count(g.Strokes), "too few", "too few", "too few"])));

    /// <summary>The families that were tried.</summary>
    public static IHtmlContent Candidates(IReadOnlyList<CandidateScore> candidates) => Html.Table(
        "Tried, inside the training rows only", ["family", "recall at the least precision", "log loss", "area under the ROC curve", "chosen"],
        candidates.Select(c => (IReadOnlyList<object>)
            [c.Name, Numbers.Share(c.RecallAtPrecisionFloor), c.LogLoss.ToString("0.0000", CultureInfo.InvariantCulture), Numbers.Share(c.AreaUnderRocCurve), c.Chosen ? "yes" : ""]));

    /// <summary>What is odd about the rows or the model; nothing if nothing is.</summary>
    public static IHtmlContent Warnings(Manifest manifest) => manifest.Warnings.Count == 0
        ? Html.None
        : Html.Of($"<div class=\"verdict watch\"><p><strong>Look at this first</strong></p>{Html.List(manifest.Warnings.ToArray())}</div>");

    /// <summary>Where the model comes from.</summary>
    public static IHtmlContent Lineage(Manifest manifest)
    {
        var l = manifest.Lineage;
        var datasets = Html.Table("Datasets", ["name", "written", "SHA-256", "ETag"], l.Datasets.Select(d => (IReadOnlyList<object>)
            [d.Name, Numbers.Time(d.LastModified), Html.Of($"<code>{d.Sha256[..Math.Min(16, d.Sha256.Length)]}</code>"), Html.Of($"<code>{d.ETag}</code>")]));
        var rest = Html.Table("Made from", ["", ""],
        [
            ["training rows", Wrapping(l.TrainingTable)],
            ["champion before", Wrapping(l.Parent ?? "none: this is the first")],
            ["seed", Wrapping(l.Seed.ToString(CultureInfo.InvariantCulture))],
            ["program's commit", Wrapping(l.Commit ?? "built outside a repository")],
            .. l.Packages.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (IReadOnlyList<object>)[p.Key, Wrapping(p.Value)]),
        ]);
        var parameters = Html.Table("Settings", ["", ""], manifest.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => (IReadOnlyList<object>)[p.Key, Wrapping(p.Value)]));
        return Html.Join([datasets, rest, parameters]);
    }

    /// <summary>Text at the left of its cell, which wraps on a narrow screen.</summary>
    private static IHtmlContent Wrapping(string text) => Html.Of($"<span class=\"text\">{text}</span>");

    private static double ShareOfStrokes(Performance p) => p.Recall.N == 0 ? double.NaN : (double)p.Confusion.Positives / p.AreaUnderRocCurve.N;

    private static string Precise(Estimate e) => string.Create(CultureInfo.InvariantCulture, $"{e.Value:0.0000} ({e.Low:0.0000} to {e.High:0.0000})");
}
