using Microsoft.AspNetCore.Html;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>The tables that a model's card and its training report share.</summary>
internal static class ModelTables
{
    /// <summary>Every measure with its interval.</summary>
    public static IHtmlContent Measures(Performance p) =>
        Html.Table(
            "Measured on hold-out patients",
            ["measure", "value (95 % interval)", "ideal"],
            [
                ["recall: share of patients with a stroke who are flagged", Numbers.WithInterval(p.Recall), "1"],
                ["precision: share of the flagged who have had a stroke", Numbers.WithInterval(p.Precision), "1"],
                ["specificity: share of patients without a stroke who are not flagged", Numbers.WithInterval(p.Specificity), "1"],
                ["F1", Numbers.WithInterval(p.F1), "1"],
                ["area under the ROC curve", Numbers.WithInterval(p.AreaUnderRocCurve), "1 (chance: 0.5)"],
                ["average precision", Numbers.WithInterval(p.AveragePrecision), $"1 (chance: {Numbers.Share(ShareOfStrokes(p))})"],
                ["Brier score", Precise(p.Brier), "0"],
                ["log loss, nats", Precise(p.LogLoss), "0"],
                ["calibration in the large", Numbers.WithInterval(p.CalibrationIntercept), "0"],
                ["calibration slope", Numbers.WithInterval(p.CalibrationSlope), "1"],
                ["observed over expected strokes", Numbers.WithInterval(p.ObservedToExpected), "1"],
            ]
        );

    /// <summary>Who was flagged and who had a stroke.</summary>
    public static IHtmlContent Counts(ConfusionMatrix c) => Html.Table("Patients", ["", "flagged", "not flagged"],
    [
        ["have had a stroke", Numbers.Count(c.TruePositives), Numbers.Count(c.Positives - c.TruePositives)],
        ["have had none", Numbers.Count(c.Flagged - c.TruePositives), Numbers.Count(c.TrueNegatives)],
    ]);

    /// <summary>Parts of the patients; those with too few are withheld.</summary>
    public static IHtmlContent Subgroups(IReadOnlyList<SubgroupEvaluation> subgroups) =>
        Html.Table(
            "Groups of patients",
            ["group", "patients", "strokes", "recall", "precision", "ROC AUC", "observed / expected", "calibration slope"],
            subgroups.Select(g =>
                (IReadOnlyList<object>)(
                    g.Performance is { } p
                        ?
                        [
                            $"{g.Name}: {g.Value}",
                            Numbers.Count(g.Patients),
                            Numbers.Count(g.Strokes),
                            Numbers.WithInterval(p.Recall),
                            Numbers.WithInterval(p.Precision),
                            Numbers.WithInterval(p.AreaUnderRocCurve),
                            Numbers.WithInterval(p.ObservedToExpected),
                            Numbers.WithInterval(p.CalibrationSlope),
                        ]
                        :
                        [
                            $"{g.Name}: {g.Value}", Numbers.Count(g.Patients), Numbers.Count(g.Strokes),
                            .. Enumerable.Repeat("too few", 5),
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
                        Numbers.Share(c.AreaUnderRocCurve),
                        c.Chosen ? "yes" : "",
                    ]
            )
        );

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
            "Provenance",
            ["", ""],
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
            ["", ""],
            manifest.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (IReadOnlyList<object>)[p.Key, Wrapping(p.Value)])
        );
        return Html.Join([datasets, rest, parameters]);
    }

    /// <summary>Text at the left of its cell, which wraps on a narrow screen.</summary>
    private static IHtmlContent Wrapping(string text) => Html.Of($"<span class=\"text\">{text}</span>");

    private static double ShareOfStrokes(Performance p) =>
        p.Recall.N == 0 ? double.NaN : (double)p.Confusion.Positives / p.AreaUnderRocCurve.N;

    private static string Precise(Estimate e) =>
        $"{e.Value:0.0000} ({e.Low:0.0000} to {e.High:0.0000})";
}

/// <summary>The sections of a report's page on outcomes and on how well the model predicts them.</summary>
internal static class ReportPerformance
{
    private const string Withheld = "too few patients";

    /// <summary>How many strokes there are, now and in the reference.</summary>
    public static IHtmlContent Balance(Report report)
    {
        var (now, before) = (report.ClassBalance, report.ClassBalanceReference);
        var meaning = Html.Of(
            $"""
            <p>The outcome is whether a patient has had a stroke when the row was written, or up to the date given with it; it does not
            say that one will come.</p>
            """
        );
        return Html.Section("balance", "Outcomes", meaning, Html.Table("Rows by outcome", ["measure", "reference", "now"],
        [
            ["with stroke", Numbers.Count(before.WithStroke), Numbers.Count(now.WithStroke)],
            ["without stroke", Numbers.Count(before.WithoutStroke), Numbers.Count(now.WithoutStroke)],
            ["outcome unknown", Numbers.Count(before.Unknown), Numbers.Count(now.Unknown)],
            ["share of strokes (95 % interval)", Numbers.WithInterval(before.StrokeShare), Numbers.WithInterval(now.StrokeShare)],
        ]));
    }

    /// <summary>Measures, confusion matrices and curves, beside the reference's.</summary>
    public static IHtmlContent Section(Report report)
    {
        var (now, reference) = (report.Performance, report.PerformanceReference);
        if ((now ?? reference) is not { } shown)
            return Html.Section(
                "performance",
                "Performance",
                Html.Of($"<p>Not measured: there are too few labelled patients that the model has not seen.</p>")
            );
        var basis = now is null
            ? Html.Of(
                $"""
                <p>Not measured on this window: {Withheld} with a known outcome that the model has not seen (at least
                {Performance.LeastPatients} patients with {Performance.LeastOfEach} of either outcome are needed). The table shows the
                reference alone: {reference?.MeasuredOn}.</p>
                """
            )
            : Html.Of(
                $"""
                <p>Now: {now.MeasuredOn}. Reference: {reference?.MeasuredOn ?? "not kept in the manifest"}. Decision threshold
                {Numbers.Share(report.Model.Threshold)}. In brackets: 95 % intervals.</p>
                """
            );
        var confusions = new[] { now, reference }
            .Where(q => q is not null)
            .Select((q, i) => Confusion(q!, now is not null && i == 0 ? "now" : "reference"));
        return Html.Section(
            "performance",
            "Performance",
            basis,
            Measures(now, reference),
            Html.Of($"<div class=\"plots\">{Html.Join(confusions)}</div>"),
            ByClass(now, reference),
            Html.Of($"<div class=\"plots\">{ReportCurves.All(shown, now, reference, report.Model.Threshold)}</div>"));
    }

    /// <summary>Quality by sex, age and residence.</summary>
    public static IHtmlContent SubgroupSection(Report report)
    {
        if (report.Subgroups.Count == 0)
            return Html.Section("subgroups", "Subgroups", Html.Of($"<p>Not measured, as the performance is not.</p>"));
        return Html.Section(
            "subgroups",
            "Subgroups",
            Html.Table(
                "Performance by subgroup (95 % intervals)",
                ["subgroup", "patients", "strokes", "recall", "precision", "flagged", "share of strokes"],
                report.Subgroups.Select(s =>
                    (IReadOnlyList<object>)
                        [
                            $"{s.Column}: {s.Value}",
                            Numbers.Count(s.Patients),
                            s.Strokes is { } strokes ? Numbers.Count(strokes) : "withheld",
                            Of(s.Recall),
                            Of(s.Precision),
                            Of(s.FlaggedShare),
                            Of(s.StrokeShare),
                        ]
                )
            ),
            Html.Of(
                $"""
                <p class="note">Withheld where a subgroup has fewer than {Performance.LeastPatients} patients or
                {Performance.LeastOfEach} of either outcome.</p>
                """
            )
        );

        static string Of(Estimate? estimate) => estimate is null ? "withheld" : Numbers.WithInterval(estimate);
    }

    /// <summary>What the probabilities expect of themselves.</summary>
    public static IHtmlContent Estimated(EstimatedPerformance? estimated, QualityMeasures? performance)
    {
        if (estimated is null)
            return Html.Section(
                "estimated",
                "Estimate without outcomes",
                Html.Of($"<p>Not estimated: there are fewer than {Performance.LeastPatients} new patients.</p>")
            );
        var known = estimated.Observed is { } observed
            ? Html.Of(
                $"""
                 The outcome of {Numbers.Count(observed.Patients)} of them is known: {observed.ExpectedStrokes:0.0} strokes were expected,
                {observed.Strokes} observed.
                """
            )
            : Html.None;
        return Html.Section(
            "estimated",
            "Estimate without outcomes",
            Html.Of(
                $"""
                <p>Confidence-based performance estimation: what the probabilities of {Numbers.Count(estimated.Patients)} patients expect
                if they are well calibrated, {estimated.ExpectedStrokes:0.0} strokes among them.{known}</p>
                """
            ),
            Html.Table(
                "Estimated and observed",
                ["measure", "estimated (95 % interval)", "observed (95 % interval)"],
                [
                    ["recall", Numbers.WithInterval(estimated.Recall), Observed(performance?.Recall)],
                    ["precision", Numbers.WithInterval(estimated.Precision), Observed(performance?.Precision)],
                    ["F1", Numbers.WithInterval(estimated.F1), Observed(performance?.F1)],
                    ["accuracy", Numbers.WithInterval(estimated.Accuracy), Observed(performance?.Accuracy)],
                    ["ROC AUC", Numbers.WithInterval(estimated.RocAuc), Observed(performance?.RocAuc)],
                ]
            )
        );

        static string Observed(Estimate? estimate) => estimate is null ? "not known" : Numbers.WithInterval(estimate);
    }

    private static IHtmlContent Measures(QualityMeasures? now, QualityMeasures? reference)
    {
        (string Name, Func<QualityMeasures, Estimate> Of)[] measures =
        [
            ("recall: share of patients with a stroke who are flagged", q => q.Recall),
            ("precision: share of the flagged who have had a stroke", q => q.Precision),
            ("F1: harmonic mean of the two", q => q.F1),
            ("accuracy", q => q.Accuracy),
            ("specificity", q => q.Specificity),
            ("ROC AUC (chance: 0.5)", q => q.RocAuc),
            ("average precision", q => q.AveragePrecision),
            ("Brier score (0 is best)", q => q.Brier),
            ("calibration intercept (ideal 0)", q => q.CalibrationIntercept),
            ("calibration slope (ideal 1)", q => q.CalibrationSlope),
            ("observed / expected strokes (ideal 1)", q => q.ObservedToExpected),
        ];
        return Html.Table(
            "Measures",
            ["measure", "reference", "now"],
            measures.Select(m =>
                (IReadOnlyList<object>)
                    [
                        m.Name,
                        Numbers.WithInterval(reference is null ? null : m.Of(reference)),
                        now is null ? "not measured" : Numbers.WithInterval(m.Of(now)),
                    ]
            )
        );
    }

    private static IHtmlContent Confusion(QualityMeasures quality, string what)
    {
        var c = quality.ConfusionMatrix;
        return Html.Table($"Confusion matrix, {what} ({Numbers.Count(quality.Patients)} patients)", ["actual", "not flagged", "flagged"],
        [
            ["no stroke", Numbers.Count(c.TrueNegatives), Numbers.Count(c.FalsePositives)],
            ["stroke", Numbers.Count(c.FalseNegatives), Numbers.Count(c.TruePositives)],
        ]);
    }

    private static IHtmlContent ByClass(QualityMeasures? now, QualityMeasures? reference)
    {
        var rows = new[] { ("now", now), ("reference", reference) }
            .Where(q => q.Item2 is not null)
            .SelectMany(q =>
                q.Item2!.ByClass.Select(c =>
                    (IReadOnlyList<object>)
                        [
                            $"{(c.Class == "1" ? "stroke" : "no stroke")}, {q.Item1}",
                            Numbers.Share(c.Precision),
                            Numbers.Share(c.Recall),
                            Numbers.Share(c.F1),
                            Numbers.Count(c.Support),
                        ]
                )
            );
        return Html.Table("Quality by class", ["class", "precision", "recall", "F1", "support"], rows);
    }
}
