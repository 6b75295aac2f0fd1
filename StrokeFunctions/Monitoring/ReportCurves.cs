using Microsoft.AspNetCore.Html;
using StrokeFunctions.Pages;

namespace StrokeFunctions.Monitoring;

/// <summary>The curves of a report's performance section, now and reference in one plot each.</summary>
internal static class ReportCurves
{
    /// <summary>ROC, precision-recall, calibration and decision curve.</summary>
    /// <param name="shown">What the operating point is taken from: the window, or else the reference.</param>
    /// <param name="now">The window; null if it could not be measured.</param>
    /// <param name="reference">The reference; null if it is not kept.</param>
    /// <param name="threshold">The model's threshold.</param>
    public static IHtmlContent All(QualityMeasures shown, QualityMeasures? now, QualityMeasures? reference, double threshold) =>
        Html.Join([Roc(shown, now, reference), PrecisionRecall(shown, now, reference), Calibration(now, reference), DecisionCurve(now, reference, threshold)]);

    private static IHtmlContent Roc(QualityMeasures shown, QualityMeasures? now, QualityMeasures? reference) => Charts.Lines("roc", "ROC curve",
        $"Area {Numbers.WithInterval(shown.RocAuc)}. The dot is the threshold in use.", new ChartAxis("share of patients without stroke flagged", 0, 1), new ChartAxis("recall", 0, 1),
        [
            new ChartSeries("guessing", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(1, 1)]),
            .. Both(now, reference, q => [.. q.Roc.Select(p => new ChartPoint(p.FalsePositiveRate, p.Recall))]),
            new ChartSeries("operating point", ChartColor.Third, ChartStyle.Dots, [new(1 - shown.Specificity.Value, shown.Recall.Value, shown.Recall.Low, shown.Recall.High)]),
        ]);

    private static IHtmlContent PrecisionRecall(QualityMeasures shown, QualityMeasures? now, QualityMeasures? reference) => Charts.Lines("precision-recall", "Precision and recall",
        $"Average precision {Numbers.WithInterval(shown.AveragePrecision)}. The dot is the threshold in use.", new ChartAxis("recall", 0, 1), new ChartAxis("precision", 0, 1),
        [
            .. Both(now, reference, q => [.. q.PrecisionRecall.Select(p => new ChartPoint(p.Recall, p.Precision))]),
            new ChartSeries("operating point", ChartColor.Third, ChartStyle.Dots, [new(shown.Recall.Value, shown.Precision.Value, shown.Precision.Low, shown.Precision.High)]),
        ]);

    private static IHtmlContent Calibration(QualityMeasures? now, QualityMeasures? reference)
    {
        var series = new List<ChartSeries>();
        if (reference is not null) series.Add(new ChartSeries("reference", ChartColor.Reference, ChartStyle.Dots, Points(reference)));
        if (now is not null) series.Add(new ChartSeries("now", ChartColor.Current, ChartStyle.Dots, Points(now)));
        var largest = series.SelectMany(s => s.Points).Max(p => Math.Max(p.X, p.High ?? p.Y));
        return Charts.Lines("calibration", "Calibration", "Ten groups of patients by probability; on the dashed line, what was predicted is what happened.",
            new ChartAxis("mean probability", 0), new ChartAxis("share with a stroke", 0),
            [new ChartSeries("ideal", ChartColor.Third, ChartStyle.Dashed, [new(0, 0), new(largest, largest)]), .. series]);

        static ChartPoint[] Points(QualityMeasures q) =>
            [.. q.Calibration.Select(g => new ChartPoint(g.MeanProbability, g.Observed.Value, g.Observed.Low, g.Observed.High))];
    }

    private static IHtmlContent DecisionCurve(QualityMeasures? now, QualityMeasures? reference, double threshold)
    {
        var all = (now ?? reference)?.DecisionCurve ?? [];
        var best = all.Select(p => p.Model).DefaultIfEmpty(0).Max();
        return Charts.Lines("decision-curve", "Decision curve",
            $"Net benefit of acting on the model, on everyone, or on no one (0), by the risk from which one would act. The model's own threshold is {Numbers.Share(threshold)}.",
            new ChartAxis("risk from which one would act", 0), new ChartAxis("net benefit", -Math.Max(best / 4, 0.005), Math.Max(best * 1.1, 0.01)),
            [
                new ChartSeries("no one", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(all.Count == 0 ? 1 : all[^1].Threshold, 0)]),
                new ChartSeries("everyone", ChartColor.Third, ChartStyle.Dashed, [.. all.Where(p => p.TreatAll >= -Math.Max(best / 4, 0.005)).Select(p => new ChartPoint(p.Threshold, p.TreatAll))]),
                .. Both(now, reference, q => [.. q.DecisionCurve.Select(p => new ChartPoint(p.Threshold, p.Model))]),
            ]);
    }

    private static IEnumerable<ChartSeries> Both(QualityMeasures? now, QualityMeasures? reference, Func<QualityMeasures, ChartPoint[]> points)
    {
        if (reference is not null) yield return new ChartSeries("reference", ChartColor.Reference, ChartStyle.Line, points(reference));
        if (now is not null) yield return new ChartSeries("now", ChartColor.Current, ChartStyle.Line, points(now));
    }
}
