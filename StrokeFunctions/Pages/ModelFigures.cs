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
        List<IHtmlContent> figures = [PrecisionRecall(evaluation, precisionFloor), Calibration(curves), NetBenefit(curves), Roc(evaluation)];
        if (curves.Importance.Count > 0) figures.Add(Importance(curves));
        if (curves.LearningCurve.Count > 0) figures.Add(Learning(curves));
        return Html.Of($"<div class=\"plots\">{Html.Join(figures)}</div>");
    }

    private static IHtmlContent PrecisionRecall(Evaluation evaluation, double floor)
    {
        var here = evaluation.Overall;
        return Charts.Lines("precision-recall", "Precision by recall",
            "The dot is where the model works. Further right finds more strokes; further up has fewer false alarms.",
            new ChartAxis("recall", 0, 1), new ChartAxis("precision", 0),
            [
                new("the least precision asked for", ChartColor.Reference, ChartStyle.Dashed, [new(0, floor), new(1, floor)]),
                new("at other thresholds", ChartColor.Current, ChartStyle.Line,
                    [.. evaluation.Curves.PrecisionRecall.Select(p => new ChartPoint(p.Recall, p.Precision))]),
                new("the model's threshold", ChartColor.Third, ChartStyle.Dots,
                    [new(here.Recall.Value, here.Precision.Value, here.Precision.Low, here.Precision.High)]),
            ]);
    }

    private static IHtmlContent Calibration(EvaluationCurves curves)
    {
        var most = curves.Reliability.Select(bin => Math.Max(bin.MeanProbability, bin.Observed.High)).DefaultIfEmpty(1).Max();
        return Charts.Lines("calibration", "Calibration",
            "Ten groups of equal size. On the dashed line, the probability told is the share that had a stroke.",
            new ChartAxis("mean probability", 0), new ChartAxis("share with a stroke", 0),
            [
                new("ideal", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(most, most)]),
                new("held-out patients, 95 % interval", ChartColor.Current, ChartStyle.Dots,
                    [.. curves.Reliability.Select(bin => new ChartPoint(bin.MeanProbability, bin.Observed.Value, bin.Observed.Low, bin.Observed.High))]),
            ]);
    }

    private static IHtmlContent NetBenefit(EvaluationCurves curves) => Charts.Lines("decision-curve", "Decision curve",
        "Net benefit (TP/n - FP/n x t/(1-t)) of acting on the model at a probability of t. It is worth having where it lies above both others.",
        new ChartAxis("probability at which one acts", 0), new ChartAxis("net benefit", Lowest(curves)),
        [
            new("act on everyone", ChartColor.Reference, ChartStyle.Line, [.. curves.NetBenefit.Select(p => new ChartPoint(p.Threshold, p.TreatAll)).Where(p => p.Y >= Lowest(curves))]),
            new("act on no one", ChartColor.Third, ChartStyle.Dashed, [.. curves.NetBenefit.Select(p => new ChartPoint(p.Threshold, 0))]),
            new("act on the model", ChartColor.Current, ChartStyle.Line, [.. curves.NetBenefit.Select(p => new ChartPoint(p.Threshold, p.Model))]),
        ]);

    /// <summary>Acting on everyone falls without end; the plot stops a little below what matters.</summary>
    private static double Lowest(EvaluationCurves curves) => -0.25 * curves.NetBenefit.Select(p => p.Model).DefaultIfEmpty(0.04).Max();

    private static IHtmlContent Roc(Evaluation evaluation) => Charts.Lines("roc", "Receiver operating characteristic",
        $"The area under it is {Numbers.WithInterval(evaluation.Overall.AreaUnderRocCurve)}: the chance that a patient with a stroke is ranked above one without.",
        new ChartAxis("share of those without a stroke that is flagged", 0, 1), new ChartAxis("recall", 0, 1),
        [
            new("guessing", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(1, 1)]),
            new("held-out patients", ChartColor.Current, ChartStyle.Line, [.. evaluation.Curves.Roc.Select(p => new ChartPoint(p.FalsePositiveRate, p.Recall))]),
        ]);

    private static IHtmlContent Importance(EvaluationCurves curves) => Charts.Bars("importance", "What the model reads",
        "How much worse held-out patients are ranked when the values of one column are shuffled among them.",
        new ChartAxis("area under the ROC curve lost"), [.. curves.Importance.Select(i => i.Column)],
        [("lost", ChartColor.Current, [.. curves.Importance.Select(i => Math.Max(0, i.AreaUnderRocCurveLost))])]);

    private static IHtmlContent Learning(EvaluationCurves curves) => Charts.Lines("learning-curve", "Learning curve",
        "Held-out quality of the same pipeline with fewer patients. Where it still rises, more patients would help.",
        new ChartAxis("patients trained on", 0), new ChartAxis("share"),
        [
            new("area under the ROC curve", ChartColor.Current, ChartStyle.Line, [.. curves.LearningCurve.Select(p => new ChartPoint(p.TrainingPatients, p.AreaUnderRocCurve))]),
            new("recall at the least precision", ChartColor.Third, ChartStyle.Line, [.. curves.LearningCurve.Select(p => new ChartPoint(p.TrainingPatients, p.RecallAtPrecisionFloor))]),
        ]);
}
