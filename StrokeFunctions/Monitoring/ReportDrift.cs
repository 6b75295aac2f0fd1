using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Data;
using StrokeFunctions.Pages;

namespace StrokeFunctions.Monitoring;

/// <summary>The drift section of a report's page.</summary>
internal static class ReportDrift
{
    /// <summary>The table of all columns and a plot of each.</summary>
    public static IHtmlContent Section(Report report)
    {
        if (report.Window.NewRows == 0) return Html.Section("drift", "Drift", Html.Of($"<p>Not measured: no row is new to the model.</p>"));
        var drift = report.DatasetDrift;
        var summary = Html.Of($"<p>{drift.DriftedColumns} of {drift.Columns} columns are beyond the threshold of their default test ({Numbers.Percent(drift.Share)}); the dataset as a whole {(drift.Drifted ? "has drifted" : "has not drifted")} (limit {Numbers.Percent(drift.Threshold)}). Measured on the {Numbers.Count(report.Window.NewRows)} new rows{(report.Window.NewRows < Verdict.LeastRowsForDrift ? ", so few that the distances are large by chance" : "")}.</p>");
        var table = Html.Table("Columns", ["column", "effect", "default test", "score", "limit", "drifted", "PSI", "Jensen-Shannon", "adjusted p", "real and matters"],
            report.Columns.Select(Row));
        return Html.Section("drift", "Drift", summary, table,
            Html.Of($"<p class=\"note\">The default test and its limit are Evidently's. \"Real and matters\" asks for more: an adjusted p below {ColumnDrift.Level} (Holm, over all columns) and a distance of at least {ColumnDrift.MaterialDistance}; only that moves the verdict.</p>"),
            Html.Of($"<div class=\"plots\">{Html.Join(report.Columns.Where(c => c.Bins.Count > 0).Select(Plot))}</div>"));
    }

    private static IReadOnlyList<object> Row(ColumnDrift column) => column.Error is { } error
        ? [ReportPage.ColumnName(column.Name), Wrapped(error), "", "", "", "", "", "", "", ""]
        :
        [
            ReportPage.ColumnName(column.Name), Wrapped(column.Effect), Wrapped(column.Test!), Score(column.Score), Score(column.Threshold), column.Drifted ? "yes" : "no",
            Score(column.Psi), Score(column.JensenShannon), Numbers.PValue(column.AdjustedPValue ?? 1), column.Significant ? "yes" : "no",
        ];

    private static IHtmlContent Plot(ColumnDrift column, int index)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"column-{index}");
        if (column.Kind == "categorical")
        {
            return Charts.Bars(id, column.Name, column.Effect, new ChartAxis("share"), [.. column.Bins.Select(b => b.Label)],
                [("reference", ChartColor.Reference, [.. column.Bins.Select(b => b.Reference)]), ("now", ChartColor.Current, [.. column.Bins.Select(b => b.Current)])]);
        }

        return Charts.Lines(id, column.Name, column.Effect, new ChartAxis(Quantity(column.Name)), new ChartAxis("share", 0),
        [
            new ChartSeries("reference", ChartColor.Reference, ChartStyle.Steps, Steps(column, b => b.Reference)),
            new ChartSeries("now", ChartColor.Current, ChartStyle.Steps, Steps(column, b => b.Current)),
        ]);
    }

    private static string Quantity(string column) => column == DriftColumn.Prediction
        ? "probability of a stroke"
        : Schema.Inputs.OfType<NumericColumn>().FirstOrDefault(c => c.Name == column) is { } number ? $"{column} ({number.Unit})" : column;

    /// <summary>The last bin is drawn as wide as the one before it.</summary>
    private static List<ChartPoint> Steps(ColumnDrift column, Func<BinShare, double> share)
    {
        var points = column.Bins.Select(b => new ChartPoint(b.From, share(b))).ToList();
        var width = points.Count > 1 ? points[^1].X - points[^2].X : 1;
        points.Add(new ChartPoint(points[^1].X + width, points[^1].Y));
        return points;
    }

    private static IHtmlContent Wrapped(string text) => Html.Of($"<span class=\"text\">{text}</span>");

    private static string Score(double? value) => value is { } number ? number.ToString("0.000", CultureInfo.InvariantCulture) : "";
}
