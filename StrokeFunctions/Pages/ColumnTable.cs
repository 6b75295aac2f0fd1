using Microsoft.AspNetCore.Html;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Pages;

/// <summary>The drift of all columns as one table: a small histogram in each row, and the full chart behind it.</summary>
internal static class ColumnTable
{
    private const int Width = 120;
    private const int Height = 28;

    /// <summary>The table, without script: a chart opens by a press on its small histogram.</summary>
    public static IHtmlContent Render(IReadOnlyList<ColumnDrift> columns) => Html.Table(
        "Columns: outlined is the reference, blue is now; press a histogram for its chart",
        [
            "column", "distribution", "effect", "default test", "score", "limit", "drifted", "PSI", "Jensen-Shannon", "adjusted p",
            "material change",
        ],
        columns.Select(Row));

    /// <summary>The name of a column, in one piece where there is room, else broken after an underscore.</summary>
    public static IHtmlContent Name(string name) =>
        Html.Of($"<span class=\"name\">{Html.Join(name.Replace("_", "_ ", StringComparison.Ordinal).Split(' ').Select(Part))}</span>");

    private static IHtmlContent Part(string part) => part.EndsWith('_') ? Html.Of($"{part}<wbr>") : Html.Of($"{part}");

    private static IReadOnlyList<object> Row(ColumnDrift column, int index) =>
        column.Error is { } error
            ? [Name(column.Name), "", Wrapped(error), "", "", "", "", "", "", "", ""]
            :
            [
                Name(column.Name),
                Html.Of($"<details class=\"behind\"><summary>{Histogram(column)}</summary>{Plot(column, index)}</details>"),
                Wrapped(column.Effect),
                Wrapped(column.Test!),
                Score(column.Score),
                Score(column.Threshold),
                column.Drifted ? Html.Of($"<span class=\"word-watch\">yes</span>") : "no",
                Score(column.Psi),
                Score(column.JensenShannon),
                Numbers.PValue(column.AdjustedPValue ?? 1),
                column.Significant ? Html.Of($"<span class=\"word-act\">yes</span>") : "no",
            ];

    /// <summary>Both samples over each other, each scaled to the largest share of the two.</summary>
    private static IHtmlContent Histogram(ColumnDrift column)
    {
        var bins = column.Bins;
        var largest = bins.SelectMany(b => new[] { b.Reference, b.Current }).DefaultIfEmpty(1).Max();
        var width = (double)Width / Math.Max(1, bins.Count);
        var bars = Html.Join(bins.Select((bin, i) => Html.Of($"""
            <g>{Bar(i * width, width, bin.Current / largest, "now")}{Bar(i * width, width, bin.Reference / largest, "reference")}
            <title>{bin.Label}: {Numbers.Percent(bin.Reference)} before, {Numbers.Percent(bin.Current)} now</title></g>
            """)));
        return Html.Of($"""
            <svg class="small" viewBox="0 0 {Width} {Height}" role="img"
            aria-label="{column.Name}: reference and now in {bins.Count} bins">{bars}</svg>
            """);
    }

    private static IHtmlContent Bar(double x, double width, double share, string kind)
    {
        var height = Math.Round(Math.Max(share * (Height - 2), share > 0 ? 1 : 0), 1);
        var (left, top, breadth) = (Math.Round(x + (width * 0.06), 1), Math.Round(Height - height, 1), Math.Round(width * 0.88, 1));
        return Html.Of($"<rect class=\"{kind}\" x=\"{left}\" y=\"{top}\" width=\"{breadth}\" height=\"{height}\"/>");
    }

    private static IHtmlContent Plot(ColumnDrift column, int index)
    {
        var id = $"column-{index}";
        if (column.Kind == "categorical")
        {
            return Charts.Bars(
                id,
                column.Name,
                column.Effect,
                new ChartAxis("share"),
                [.. column.Bins.Select(b => b.Label)],
                [
                    ("reference", ChartColor.Reference, [.. column.Bins.Select(b => b.Reference)]),
                    ("now", ChartColor.Current, [.. column.Bins.Select(b => b.Current)]),
                ]
            );
        }

        return Charts.Lines(id, column.Name, column.Effect, new ChartAxis(Quantity(column.Name)), new ChartAxis("share", 0),
        [
            new ChartSeries("reference", ChartColor.Reference, ChartStyle.Steps, Steps(column, b => b.Reference)),
            new ChartSeries("now", ChartColor.Current, ChartStyle.Steps, Steps(column, b => b.Current)),
        ]);
    }

    private static string Quantity(string column) => column == DriftColumn.Prediction
        ? "probability of having had a stroke"
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

    private static string Score(double? value) => value is { } number ? number.ToString("0.000") : "";
}
