using Microsoft.AspNetCore.Html;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>The plots of quality, for model cards, training reports and drift reports alike.</summary>
internal static class Figures
{
    /// <summary>ROC, precision by recall, calibration and decision curve.</summary>
    /// <param name="all">What is drawn, the last on top; the operating point is the last one's.</param>
    /// <param name="threshold">The model's threshold; null if it is not known.</param>
    /// <param name="minimumPrecision">The precision that was asked for; null if it is not known.</param>
    public static IReadOnlyList<IHtmlContent> Quality(IReadOnlyList<ShownQuality> all, double? threshold, double? minimumPrecision) =>
        [Roc(all), PrecisionRecall(all, minimumPrecision), Calibration(all, threshold), DecisionCurve(all, threshold)];

    /// <summary>What only a training measures: importance of the columns and learning curve, where they were measured.</summary>
    public static IReadOnlyList<IHtmlContent> Training(EvaluationCurves curves)
    {
        var figures = new List<IHtmlContent>();
        if (curves.Importance.Count > 0) figures.Add(Importance(curves));
        if (curves.LearningCurve.Count > 0) figures.Add(Learning(curves));
        return figures;
    }

    /// <summary>The champion's calibration on the newest patients, and the adapted model's on the same.</summary>
    public static IHtmlContent BeforeAndAfter(IReadOnlyList<ReliabilityBin> before, IReadOnlyList<ReliabilityBin> after)
    {
        var most = before.Concat(after).Select(bin => Math.Max(bin.MeanProbability, bin.Observed.High)).DefaultIfEmpty(1).Max();
        return Charts.Lines("calibration-before-and-after", "Calibration on the newest patients",
            "Ten groups of equal size. On the dashed line the mean probability equals the share who have had a stroke.",
            new ChartAxis("mean probability", 0), new ChartAxis("share who have had a stroke", 0),
            [
                new ChartSeries("ideal", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(most, most)]),
                new ChartSeries("before: the champion", ChartColor.Third, ChartStyle.Dots, Points(before)),
                new ChartSeries("after, hold-out", ChartColor.Current, ChartStyle.Dots, Points(after)),
            ]);

        static ChartPoint[] Points(IReadOnlyList<ReliabilityBin> bins) =>
            [.. bins.Select(bin => new ChartPoint(bin.MeanProbability, bin.Observed.Value, bin.Observed.Low, bin.Observed.High))];
    }

    /// <summary>Figures side by side where there is room.</summary>
    public static IHtmlContent Side(IEnumerable<IHtmlContent> figures) => Html.Of($"<div class=\"plots\">{Html.Join(figures)}</div>");

    private static IHtmlContent Roc(IReadOnlyList<ShownQuality> all)
    {
        var last = all[^1].Quality;
        return Charts.Lines(
            "roc",
            "ROC curve",
            $"Area {Numbers.WithInterval(last.RocAuc)}: "
                + "the probability that of two patients the one who has had a stroke is ranked higher. The dot is the operating point.",
            new ChartAxis("false positive rate", 0, 1),
            new ChartAxis("recall", 0, 1),
            [
                new ChartSeries("chance", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(1, 1)]),
                .. Curve(all, q => [.. q.Roc.Select(p => new ChartPoint(p.FalsePositiveRate, p.Recall))]),
                OperatingPoint(new(1 - last.Specificity.Value, last.Recall.Value, last.Recall.Low, last.Recall.High)),
            ]
        );
    }

    private static IHtmlContent PrecisionRecall(IReadOnlyList<ShownQuality> all, double? minimumPrecision)
    {
        var last = all[^1].Quality;
        ChartSeries[] asked = minimumPrecision is { } minimum
            ? [new("minimum precision", ChartColor.Reference, ChartStyle.Dashed, [new(0, minimum), new(1, minimum)])]
            : [];
        return Charts.Lines(
            "precision-recall",
            "Precision by recall",
            $"Average precision {Numbers.WithInterval(last.AveragePrecision)}. "
                + "The dot is the operating point. Further right finds more strokes; further up has fewer false alarms.",
            new ChartAxis("recall", 0, 1),
            new ChartAxis("precision", 0, 1),
            [
                .. asked,
                .. Curve(all, q => [.. FromPrecisionOne(q.PrecisionRecall)]),
                OperatingPoint(new(last.Recall.Value, last.Precision.Value, last.Precision.Low, last.Precision.High)),
            ]
        );
    }

    /// <summary>From a recall of 0 at a precision of 1, which the curves of older manifests lack.</summary>
    public static IEnumerable<ChartPoint> FromPrecisionOne(IReadOnlyList<PrecisionRecallPoint> curve) =>
        curve.Where(p => p.Recall > 0).Select(p => new ChartPoint(p.Recall, p.Precision)).Prepend(new ChartPoint(0, 1));

    private static IHtmlContent Calibration(IReadOnlyList<ShownQuality> all, double? threshold)
    {
        ChartSeries[] series =
        [
            .. all.Select(one => new ChartSeries(
                one.Name,
                one.Color,
                ChartStyle.Dots,
                [
                    .. one.Quality.Calibration.Select(g => new ChartPoint(
                        g.MeanProbability,
                        g.Observed.Value,
                        g.Observed.Low,
                        g.Observed.High
                    )),
                ]
            )),
        ];
        var end = series.SelectMany(s => s.Points).Select(p => Math.Max(p.X, p.High ?? p.Y)).DefaultIfEmpty(1).Max();
        return Charts.Lines(
            "calibration",
            "Calibration",
            "Ten groups of patients by probability. On the rising line the mean probability equals the share who have had a stroke. "
                + "Right of the upright line patients are flagged.",
            new ChartAxis("mean probability", 0),
            new ChartAxis("share who have had a stroke", 0),
            [
                new ChartSeries("ideal", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(end, end)]),
                .. series,
                .. threshold is { } t ? [new ChartSeries("operating point", ChartColor.Third, ChartStyle.Dashed, [new(t, 0), new(t, end)])]
                    : (ChartSeries[])[],
            ]
        );
    }

    private static IHtmlContent DecisionCurve(IReadOnlyList<ShownQuality> all, double? threshold)
    {
        var last = all[^1].Quality.DecisionCurve;
        var best = last.Select(p => p.Model).DefaultIfEmpty(0).Max();
        // Flagging everyone falls without end; the plot stops a little below what matters.
        var bottom = -Math.Max(best / 4, 0.005);
        var own = threshold is { } t ? $" The model's own is {Numbers.Share(t)}." : "";
        return Charts.Lines(
            "decision-curve",
            "Decision curve",
            $"Net benefit, TP/n - FP/n x t/(1-t), of flagging by the model, flagging everyone, or flagging no one (0), "
                + $"by decision threshold t.{own}",
            new ChartAxis("decision threshold t", 0),
            new ChartAxis("net benefit", bottom, Math.Max(best * 1.1, 0.01)),
            [
                new ChartSeries(
                    "flag no one",
                    ChartColor.Reference,
                    ChartStyle.Dashed,
                    [new(0, 0), new(last.Count == 0 ? 1 : last[^1].Threshold, 0)]
                ),
                new ChartSeries(
                    "flag everyone",
                    ChartColor.Third,
                    ChartStyle.Dashed,
                    [.. last.Where(p => p.TreatAll >= bottom).Select(p => new ChartPoint(p.Threshold, p.TreatAll))]
                ),
                .. Curve(all, q => [.. q.DecisionCurve.Select(p => new ChartPoint(p.Threshold, p.Model))]),
                .. threshold is { } at ? [OperatingPoint(new(at, NetBenefit(all[^1].Quality.ConfusionMatrix, at)))] : (ChartSeries[])[],
            ]
        );
    }

    /// <summary>Of what was flagged.</summary>
    private static double NetBenefit(ConfusionMatrix c, double threshold) =>
        (c.TruePositives - (c.FalsePositives * threshold / (1 - threshold))) / Math.Max(1, c.Total);

    private static IHtmlContent Importance(EvaluationCurves curves) =>
        Charts.Bars(
            "importance",
            "Permutation importance",
            "Loss of ROC AUC when the values of one column are shuffled among hold-out patients.",
            new ChartAxis("loss of ROC AUC"),
            [.. curves.Importance.Select(i => i.Column)],
            [("lost", ChartColor.Current, [.. curves.Importance.Select(i => Math.Max(0, i.RocAucLost))])]
        );

    private static IHtmlContent Learning(EvaluationCurves curves) =>
        Charts.Lines(
            "learning-curve",
            "Learning curve",
            "Hold-out performance of the same pipeline trained on fewer patients, with a threshold chosen inside the training part. "
                + "Where it still rises, more patients would help.",
            new ChartAxis("patients trained on", 0),
            new ChartAxis("share"),
            [
                new(
                    "area under the ROC curve",
                    ChartColor.Current,
                    ChartStyle.Line,
                    [.. curves.LearningCurve.Select(p => new ChartPoint(p.TrainingPatients, p.RocAuc))]
                ),
                new(
                    "recall at the minimum precision",
                    ChartColor.Third,
                    ChartStyle.Line,
                    [.. curves.LearningCurve.Select(p => new ChartPoint(p.TrainingPatients, p.RecallAtPrecisionFloor))]
                ),
                .. curves.LearningCurve.All(p => p.Precision is not null)
                    ? [
                        new ChartSeries("its precision", ChartColor.Reference, ChartStyle.Line,
                            [.. curves.LearningCurve.Select(p => new ChartPoint(p.TrainingPatients, p.Precision ?? 0))]),
                    ]
                    : (ChartSeries[])[],
            ]
        );

    private static ChartSeries OperatingPoint(ChartPoint point) => new("operating point", ChartColor.Third, ChartStyle.Dots, [point]);

    private static IEnumerable<ChartSeries> Curve(IReadOnlyList<ShownQuality> all, Func<QualityMeasures, ChartPoint[]> points) =>
        all.Select(one => new ChartSeries(one.Name, one.Color, ChartStyle.Line, points(one.Quality)));
}

/// <summary>Quality as it was measured once, as plots and tables name and colour it.</summary>
/// <param name="Name">"now", "reference" or "hold-out patients".</param>
/// <param name="Color">Of its curves.</param>
/// <param name="Quality">The measures.</param>
internal sealed record ShownQuality(string Name, ChartColor Color, QualityMeasures Quality)
{
    /// <summary>A model's own evaluation.</summary>
    public static ShownQuality Of(Evaluation evaluation) => new("hold-out patients", ChartColor.Current, QualityMeasures.Of(evaluation));

    /// <summary>A report's window, and the reference it is compared with; none of what is null.</summary>
    public static IReadOnlyList<ShownQuality> Of(QualityMeasures? now, QualityMeasures? reference)
    {
        var shown = new List<ShownQuality>();
        if (reference is not null) shown.Add(new ShownQuality("reference", ChartColor.Reference, reference));
        if (now is not null) shown.Add(new ShownQuality("now", ChartColor.Current, now));
        return shown;
    }
}
