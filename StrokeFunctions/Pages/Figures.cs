using Microsoft.AspNetCore.Html;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Pages;

/// <summary>The plots of a model's held-out quality, for its card and its training report.</summary>
internal static class ModelFigures
{
    /// <summary>All plots that the evaluation has points for.</summary>
    public static IHtmlContent All(Evaluation evaluation, double precisionFloor)
    {
        var curves = evaluation.Curves;
        List<IHtmlContent> figures =
        [
            PrecisionRecall(evaluation, precisionFloor),
            Calibration(curves),
            NetBenefit(curves),
            Roc(evaluation),
        ];
        if (curves.Importance.Count > 0)
            figures.Add(Importance(curves));
        if (curves.LearningCurve.Count > 0)
            figures.Add(Learning(curves));
        return Html.Of($"<div class=\"plots\">{Html.Join(figures)}</div>");
    }

    private static IHtmlContent PrecisionRecall(Evaluation evaluation, double floor)
    {
        var here = evaluation.Overall;
        return Charts.Lines("precision-recall", "Precision by recall",
            "The dot is the operating point. Further right finds more strokes; further up has fewer false alarms.",
            new ChartAxis("recall", 0, 1), new ChartAxis("precision", 0),
            [
                new("minimum precision", ChartColor.Reference, ChartStyle.Dashed, [new(0, floor), new(1, floor)]),
                new("at other thresholds", ChartColor.Current, ChartStyle.Line,
                    [.. evaluation.Curves.PrecisionRecall.Select(p => new ChartPoint(p.Recall, p.Precision))]),
                new("operating point", ChartColor.Third, ChartStyle.Dots,
                    [new(here.Recall.Value, here.Precision.Value, here.Precision.Low, here.Precision.High)]),
            ]);
    }

    private static IHtmlContent Calibration(EvaluationCurves curves)
    {
        var most = curves.Reliability.Select(bin => Math.Max(bin.MeanProbability, bin.Observed.High)).DefaultIfEmpty(1).Max();
        return Charts.Lines("calibration", "Calibration",
            "Ten groups of equal size. On the dashed line the mean probability equals the share who have had a stroke.",
            new ChartAxis("mean probability", 0), new ChartAxis("share who have had a stroke", 0),
            [
                new("ideal", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(most, most)]),
                new(
                    "held-out patients, 95 % interval",
                    ChartColor.Current,
                    ChartStyle.Dots,
                    [
                        .. curves.Reliability.Select(bin => new ChartPoint(
                            bin.MeanProbability,
                            bin.Observed.Value,
                            bin.Observed.Low,
                            bin.Observed.High
                        )),
                    ]
                ),
            ]
        );
    }

    private static IHtmlContent NetBenefit(EvaluationCurves curves) =>
        Charts.Lines(
            "decision-curve",
            "Decision curve",
            "Net benefit, TP/n - FP/n x t/(1-t), at the decision threshold t. The model is useful where it lies above both others.",
            new ChartAxis("decision threshold t", 0),
            new ChartAxis("net benefit", Lowest(curves)),
            [
                new(
                    "flag everyone",
                    ChartColor.Reference,
                    ChartStyle.Line,
                    [.. curves.NetBenefit.Select(p => new ChartPoint(p.Threshold, p.TreatAll)).Where(p => p.Y >= Lowest(curves))]
                ),
                new(
                    "flag no one",
                    ChartColor.Third,
                    ChartStyle.Dashed,
                    [.. curves.NetBenefit.Select(p => new ChartPoint(p.Threshold, 0))]
                ),
                new(
                    "flag by the model",
                    ChartColor.Current,
                    ChartStyle.Line,
                    [.. curves.NetBenefit.Select(p => new ChartPoint(p.Threshold, p.Model))]
                ),
            ]
        );

    /// <summary>Flagging everyone falls without end; the plot stops a little below what matters.</summary>
    private static double Lowest(EvaluationCurves curves) => -0.25 * curves.NetBenefit.Select(p => p.Model).DefaultIfEmpty(0.04).Max();

    private static IHtmlContent Roc(Evaluation evaluation) =>
        Charts.Lines(
            "roc",
            "Receiver operating characteristic",
            $"The area, {Numbers.WithInterval(evaluation.Overall.AreaUnderRocCurve)}, is the probability that of two patients the one "
                + "who has had a stroke is ranked higher.",
            new ChartAxis("false positive rate", 0, 1),
            new ChartAxis("recall", 0, 1),
            [
                new("chance", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(1, 1)]),
                new(
                    "held-out patients",
                    ChartColor.Current,
                    ChartStyle.Line,
                    [.. evaluation.Curves.Roc.Select(p => new ChartPoint(p.FalsePositiveRate, p.Recall))]
                ),
            ]
        );

    private static IHtmlContent Importance(EvaluationCurves curves) => Charts.Bars("importance", "Permutation importance",
        "Loss of ROC AUC when the values of one column are shuffled among hold-out patients.",
        new ChartAxis("loss of ROC AUC"), [.. curves.Importance.Select(i => i.Column)],
        [("lost", ChartColor.Current, [.. curves.Importance.Select(i => Math.Max(0, i.AreaUnderRocCurveLost))])]);

    private static IHtmlContent Learning(EvaluationCurves curves) =>
        Charts.Lines(
            "learning-curve",
            "Learning curve",
            "Hold-out performance of the same pipeline trained on fewer patients. Where it still rises, more patients would help.",
            new ChartAxis("patients trained on", 0),
            new ChartAxis("share"),
            [
                new(
                    "area under the ROC curve",
                    ChartColor.Current,
                    ChartStyle.Line,
                    [.. curves.LearningCurve.Select(p => new ChartPoint(p.TrainingPatients, p.AreaUnderRocCurve))]
                ),
                new(
                    "recall at the minimum precision",
                    ChartColor.Third,
                    ChartStyle.Line,
                    [.. curves.LearningCurve.Select(p => new ChartPoint(p.TrainingPatients, p.RecallAtPrecisionFloor))]
                ),
            ]
        );
}

/// <summary>The curves of a report's performance section, now and reference in one plot each.</summary>
internal static class ReportCurves
{
    /// <summary>ROC, precision-recall, calibration and decision curve.</summary>
    /// <param name="shown">What the operating point is taken from: the window, or else the reference.</param>
    /// <param name="now">The window; null if it could not be measured.</param>
    /// <param name="reference">The reference; null if it is not kept.</param>
    /// <param name="threshold">The model's threshold.</param>
    public static IHtmlContent All(QualityMeasures shown, QualityMeasures? now, QualityMeasures? reference, double threshold) =>
        Html.Join([
            Roc(shown, now, reference),
            PrecisionRecall(shown, now, reference),
            Calibration(now, reference),
            DecisionCurve(now, reference, threshold),
        ]);

    private static IHtmlContent Roc(QualityMeasures shown, QualityMeasures? now, QualityMeasures? reference) =>
        Charts.Lines(
            "roc",
            "ROC curve",
            $"Area {Numbers.WithInterval(shown.RocAuc)}. The dot is the operating point.",
            new ChartAxis("false positive rate", 0, 1),
            new ChartAxis("recall", 0, 1),
            [
                new ChartSeries("chance", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(1, 1)]),
                .. Both(now, reference, q => [.. q.Roc.Select(p => new ChartPoint(p.FalsePositiveRate, p.Recall))]),
                new ChartSeries(
                    "operating point",
                    ChartColor.Third,
                    ChartStyle.Dots,
                    [new(1 - shown.Specificity.Value, shown.Recall.Value, shown.Recall.Low, shown.Recall.High)]
                ),
            ]
        );

    private static IHtmlContent PrecisionRecall(QualityMeasures shown, QualityMeasures? now, QualityMeasures? reference) =>
        Charts.Lines(
            "precision-recall",
            "Precision and recall",
            $"Average precision {Numbers.WithInterval(shown.AveragePrecision)}. The dot is the operating point.",
            new ChartAxis("recall", 0, 1),
            new ChartAxis("precision", 0, 1),
            [
                .. Both(now, reference, q => [.. q.PrecisionRecall.Select(p => new ChartPoint(p.Recall, p.Precision))]),
                new ChartSeries(
                    "operating point",
                    ChartColor.Third,
                    ChartStyle.Dots,
                    [new(shown.Recall.Value, shown.Precision.Value, shown.Precision.Low, shown.Precision.High)]
                ),
            ]
        );

    private static IHtmlContent Calibration(QualityMeasures? now, QualityMeasures? reference)
    {
        var series = new List<ChartSeries>();
        if (reference is not null) series.Add(new ChartSeries("reference", ChartColor.Reference, ChartStyle.Dots, Points(reference)));
        if (now is not null) series.Add(new ChartSeries("now", ChartColor.Current, ChartStyle.Dots, Points(now)));
        var largest = series.SelectMany(s => s.Points).Max(p => Math.Max(p.X, p.High ?? p.Y));
        return Charts.Lines(
            "calibration",
            "Calibration",
            "Ten groups of patients by probability. On the dashed line the mean probability equals the share who have had a stroke.",
            new ChartAxis("mean probability", 0),
            new ChartAxis("share who have had a stroke", 0),
            [new ChartSeries("ideal", ChartColor.Third, ChartStyle.Dashed, [new(0, 0), new(largest, largest)]), .. series]
        );

        static ChartPoint[] Points(QualityMeasures q) =>
            [.. q.Calibration.Select(g => new ChartPoint(g.MeanProbability, g.Observed.Value, g.Observed.Low, g.Observed.High))];
    }

    private static IHtmlContent DecisionCurve(QualityMeasures? now, QualityMeasures? reference, double threshold)
    {
        var all = (now ?? reference)?.DecisionCurve ?? [];
        var best = all.Select(p => p.Model).DefaultIfEmpty(0).Max();
        return Charts.Lines("decision-curve", "Decision curve",
            "Net benefit of flagging by the model, flagging everyone, or flagging no one (0), by decision threshold. "
                + $"The model's own is {Numbers.Share(threshold)}.",
            new ChartAxis("decision threshold", 0),
            new ChartAxis("net benefit", -Math.Max(best / 4, 0.005), Math.Max(best * 1.1, 0.01)),
            [
                new ChartSeries(
                    "no one",
                    ChartColor.Reference,
                    ChartStyle.Dashed,
                    [new(0, 0), new(all.Count == 0 ? 1 : all[^1].Threshold, 0)]
                ),
                new ChartSeries(
                    "everyone",
                    ChartColor.Third,
                    ChartStyle.Dashed,
                    [.. all.Where(p => p.TreatAll >= -Math.Max(best / 4, 0.005)).Select(p => new ChartPoint(p.Threshold, p.TreatAll))]
                ),
                .. Both(now, reference, q => [.. q.DecisionCurve.Select(p => new ChartPoint(p.Threshold, p.Model))]),
            ]);
    }

    private static IEnumerable<ChartSeries> Both(
        QualityMeasures? now,
        QualityMeasures? reference,
        Func<QualityMeasures, ChartPoint[]> points
    )
    {
        if (reference is not null) yield return new ChartSeries("reference", ChartColor.Reference, ChartStyle.Line, points(reference));
        if (now is not null) yield return new ChartSeries("now", ChartColor.Current, ChartStyle.Line, points(now));
    }
}
