using Microsoft.AspNetCore.Html;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>The tables that model cards, training reports and drift reports share.</summary>
internal static class MeasureTables
{
    /// <summary>Every measure with its 95 % interval, a column for each quality that is shown.</summary>
    public static IHtmlContent Measures(IReadOnlyList<ShownQuality> all)
    {
        (string Name, Func<QualityMeasures, object> Of)[] measures =
        [
            ("recall: share of patients with a stroke who are flagged", q => Numbers.WithInterval(q.Recall)),
            ("precision: share of the flagged who have had a stroke", q => Numbers.WithInterval(q.Precision)),
            ("F1: harmonic mean of the two", q => Numbers.WithInterval(q.F1)),
            ("specificity: share of patients without a stroke who are not flagged", q => Numbers.WithInterval(q.Specificity)),
            ("accuracy", q => Numbers.WithInterval(q.Accuracy)),
            ("ROC AUC (chance: 0.5)", q => Numbers.WithInterval(q.RocAuc)),
            ("average precision (chance: the share of strokes)", q => Numbers.WithInterval(q.AveragePrecision)),
            ("Brier score (ideal 0)", q => Precise(q.Brier)),
            ("log loss, nats (ideal 0)", q => Precise(q.LogLoss)),
            ("calibration in the large (ideal 0)", q => Numbers.WithInterval(q.CalibrationIntercept)),
            ("calibration slope (ideal 1)", q => Numbers.WithInterval(q.CalibrationSlope)),
            ("observed / expected strokes (ideal 1)", q => Numbers.WithInterval(q.ObservedToExpected)),
        ];
        return Html.Table(
            "Measures (95 % intervals)",
            ["measure", .. all.Select(one => one.Name)],
            measures.Select(m => (IReadOnlyList<object>)[m.Name, .. all.Select(one => m.Of(one.Quality))])
        );
    }

    /// <summary>Who was flagged and who had a stroke.</summary>
    public static IHtmlContent Confusion(ShownQuality one)
    {
        var c = one.Quality.ConfusionMatrix;
        return Html.Table(
            $"Confusion matrix, {one.Name} ({Numbers.Count(one.Quality.Patients)} patients)",
            ["actual", "not flagged", "flagged"],
            [
                ["no stroke", Numbers.Count(c.TrueNegatives), Numbers.Count(c.FalsePositives)],
                ["stroke", Numbers.Count(c.FalseNegatives), Numbers.Count(c.TruePositives)],
            ]
        );
    }

    /// <summary>Parts of the patients; those with too few are withheld.</summary>
    public static IHtmlContent Subgroups(IReadOnlyList<SubgroupEvaluation> subgroups) =>
        Html.Table(
            "Groups of patients",
            ["group", "patients", "strokes", "recall", "precision", "flagged", "ROC AUC", "observed / expected", "calibration slope"],
            subgroups.Select(g =>
                (IReadOnlyList<object>)(
                    g.Performance is { } p
                        ?
                        [
                            $"{g.Name}: {g.Value}",
                            Numbers.Count(g.Patients),
                            Numbers.Count(p.Confusion.Positives),
                            Numbers.AboveInterval(p.Recall),
                            Numbers.AboveInterval(p.Precision),
                            Numbers.Percent((double)p.Confusion.Flagged / Math.Max(1, g.Patients)),
                            Numbers.AboveInterval(p.RocAuc),
                            Numbers.AboveInterval(p.ObservedToExpected),
                            Numbers.AboveInterval(p.CalibrationSlope),
                        ]
                        :
                        [
                            $"{g.Name}: {g.Value}", Numbers.Count(g.Patients), "withheld", .. Enumerable.Repeat("", 6),
                        ]
                )
            )
        );

    /// <summary>The families that were tried.</summary>
    public static IHtmlContent Candidates(IReadOnlyList<CandidateScore> candidates) =>
        Html.Table(
            "Candidates, compared on training rows only",
            ["family", "recall at the minimum precision", "log loss", "area under the ROC curve", "chosen"],
            candidates.Select(c =>
                (IReadOnlyList<object>)
                    [
                        c.Name,
                        Numbers.Share(c.RecallAtPrecisionFloor),
                        c.LogLoss.ToString("0.0000"),
                        Numbers.Share(c.RocAuc),
                        c.Chosen ? "yes" : "",
                    ]
            )
        );

    /// <summary>Observed and expected strokes since a change, or over all files looked at.</summary>
    public static IHtmlContent Change(CalibrationChange change)
    {
        var window = change.Window;
        return Html.Join([
            Html.Table(
                $"Strokes in the {(change.Files == 1 ? "newest file" : $"{change.Files} newest files")}, "
                    + "among patients whom the model has not seen",
                ["patients", "count", "strokes", "expected", "observed / expected (ideal 1)"],
                [
                    [
                        "all",
                        Numbers.Count(window.Patients),
                        Numbers.Count(window.Strokes),
                        One(window.Expected),
                        Numbers.WithInterval(window.ObservedToExpected),
                    ],
                    [
                        "flagged",
                        Numbers.Count(window.Flagged),
                        Numbers.Count(window.FlaggedStrokes),
                        One(window.FlaggedExpected),
                        Numbers.WithInterval(window.AmongFlagged),
                    ],
                    [
                        "not flagged",
                        Numbers.Count(window.Patients - window.Flagged),
                        Numbers.Count(window.Strokes - window.FlaggedStrokes),
                        One(window.Expected - window.FlaggedExpected),
                        Numbers.WithInterval(window.AmongOthers),
                    ],
                ]
            ),
            Html.Of(
                $"""
                <p class="note">A change is told when z² is {CalibrationChange.AlarmZSquared} or more (here {One(change.ZSquared)})
                and the log odds are off by {CalibrationChange.MaterialIntercept} or more (here {change.Intercept:+0.00;-0.00;0.00}).
                The chance that halved odds would have been found is {change.Power:0.00}.</p>
                """
            ),
        ]);

        static string One(double value) => value.ToString("0.0");
    }

    /// <summary>What is odd about the rows or the model; nothing if nothing is.</summary>
    public static IHtmlContent Warnings(Manifest manifest) => manifest.Warnings.Count == 0
        ? Html.None
        : Html.Of($"<div class=\"verdict watch\"><p><strong>Warnings</strong></p>{Html.List(manifest.Warnings.ToArray())}</div>");

    /// <summary>Where the model comes from.</summary>
    public static IHtmlContent Lineage(Manifest manifest)
    {
        var l = manifest.Lineage;
        var datasets = Html.Table(
            "Datasets",
            ["name", "written", "SHA-256", "ETag"],
            l.Datasets.Select(d =>
                (IReadOnlyList<object>)
                    [
                        d.Name,
                        Numbers.Time(d.LastModified),
                        Html.Of($"<code>{d.Sha256[..Math.Min(16, d.Sha256.Length)]}</code>"),
                        Html.Of($"<code>{d.ETag}</code>"),
                    ]
            )
        );
        var rest = Html.Table(
            "Made from",
            ["what", "value"],
            [
                ["training rows", Wrapping(l.TrainingTable)],
                ["champion before", Wrapping(l.Parent ?? "none: this is the first")],
                ["seed", Wrapping(l.Seed.ToString())],
                ["program's commit", Wrapping(l.Commit ?? "built outside a repository")],
                .. l.Packages.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (IReadOnlyList<object>)[p.Key, Wrapping(p.Value)]),
            ]
        );
        var parameters = Html.Table(
            "Settings",
            ["setting", "value"],
            manifest.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (IReadOnlyList<object>)[p.Key, Wrapping(p.Value)])
        );
        return Html.Join([datasets, rest, parameters]);
    }

    /// <summary>Text at the left of its cell, which wraps on a narrow screen.</summary>
    private static IHtmlContent Wrapping(string text) => Html.Of($"<span class=\"text\">{text}</span>");

    private static string Precise(Estimate? e) => e is null ? "not told" : $"{e.Value:0.0000} ({e.Low:0.0000} to {e.High:0.0000})";
}
