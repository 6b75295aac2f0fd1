using Microsoft.AspNetCore.Html;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace StrokeFunctions.Pages;

/// <summary>
/// Charts as figures: an inline SVG with a text alternative, a key, and the numbers as a table that can be opened.
/// Drawn by OxyPlot's managed SVG exporter; <see cref="ThemedSvg"/> gives it the page's colours.
/// </summary>
internal static class Charts
{
    /// <summary>A table beside a chart has at most about this many rows; a curve with more points is thinned.</summary>
    private const int MaxTableRows = 25;

    /// <summary>Room for a letter of a label, in units of the drawing: enough for the widest common system font at size 13.</summary>
    private const double WidestLetter = 8;

    /// <summary>Lines and dots over a numeric axis.</summary>
    /// <param name="id">Unique on its page; letters, digits and hyphens.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="reading">How to read it, or what it says, in a sentence.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="series">What is drawn, the first at the bottom.</param>
    public static IHtmlContent Lines(string id, string title, string reading, ChartAxis x, ChartAxis y, IReadOnlyList<ChartSeries> series)
    {
        var plot = ThemedSvg.NewPlot();
        plot.PlotMargins = new OxyThickness(72, double.NaN, double.NaN, 46);
        plot.Axes.Add(Linear(x, AxisPosition.Bottom));
        plot.Axes.Add(Linear(y, AxisPosition.Left));
        foreach (var one in series)
            AddTo(plot, one);
        var rows = series.SelectMany(s =>
            Thinned(s.Points).Select(p => (IReadOnlyList<object>)[s.Name, Number(p.X), NumberWithInterval(p)])
        );
        return Figure(
            id,
            title,
            reading,
            ThemedSvg.Render(plot, id, title, reading, 280, TipsOf(series)),
            [.. series.Select(s => (s.Name, s.Color, s.Style))],
            Html.Table($"{title}: numbers", ["series", x.Title, y.Title], rows)
        );
    }

    /// <summary>Horizontal bars side by side, one group for each label; for shares of categories.</summary>
    /// <param name="id">Unique on its page; letters, digits and hyphens.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="reading">How to read it, or what it says, in a sentence.</param>
    /// <param name="valueAxis">The axis of the bars.</param>
    /// <param name="labels">The categories, from the top.</param>
    /// <param name="groups">Name, colour and one value per label.</param>
    public static IHtmlContent Bars(
        string id, string title, string reading, ChartAxis valueAxis, IReadOnlyList<string> labels,
        IReadOnlyList<(string Name, ChartColor Color, IReadOnlyList<double> Values)> groups)
    {
        var plot = ThemedSvg.NewPlot();
        var longest = labels.Count == 0 ? 0 : labels.Max(label => Shortened(label).Length);
        plot.PlotMargins = new OxyThickness(14 + (longest * WidestLetter), double.NaN, double.NaN, 46);
        var categories = new CategoryAxis
        {
            Position = AxisPosition.Left,
            StartPosition = 1,
            EndPosition = 0,
            GapWidth = 0.4,
            IsTickCentered = true,
        };
        ThemedSvg.Style(categories);
        categories.MajorGridlineStyle = LineStyle.None;
        foreach (var label in labels) categories.Labels.Add(Shortened(label));
        plot.Axes.Add(categories);
        plot.Axes.Add(Linear(valueAxis with { Minimum = valueAxis.Minimum ?? 0 }, AxisPosition.Bottom));
        foreach (var group in groups)
        {
            var bars = new BarSeries { FillColor = ThemedSvg.Sentinel(group.Color), StrokeThickness = 0 };
            foreach (var value in group.Values) bars.Items.Add(new BarItem(value));
            plot.Series.Add(bars);
        }

        var rows = labels.Select((label, i) => (IReadOnlyList<object>)[label, .. groups.Select(g => Number(g.Values[i]))]);
        return Figure(
            id,
            title,
            reading,
            ThemedSvg.Render(plot, id, title, reading, 70 + (labels.Count * 20 * groups.Count)),
            [.. groups.Select(g => (g.Name, g.Color, ChartStyle.Line))],
            Html.Table($"{title}: numbers", ["category", .. groups.Select(g => g.Name)], rows)
        );
    }

    /// <summary>What a pointer is told at the points that the table beside the chart lists.</summary>
    private static IEnumerable<ChartTip> TipsOf(IReadOnlyList<ChartSeries> series) =>
        from one in series
        where one.Style != ChartStyle.Dashed
        from point in Thinned(one.Points)
        select new ChartTip(point.X, point.Y, $"{one.Name}: {NumberWithInterval(point)} at {Number(point.X)}");

    private static void AddTo(PlotModel plot, ChartSeries series)
    {
        var color = ThemedSvg.Sentinel(series.Color);
        var line = series.Style == ChartStyle.Steps ? new StairStepSeries { VerticalStrokeThickness = 2 } : new LineSeries();
        line.Color = series.Style == ChartStyle.Dots ? OxyColors.Transparent : color;
        line.StrokeThickness = 2;
        line.LineStyle = series.Style == ChartStyle.Dashed ? LineStyle.Dash : LineStyle.Solid;
        if (series.Style == ChartStyle.Dots)
        {
            line.MarkerType = MarkerType.Circle;
            line.MarkerSize = 4;
            line.MarkerFill = color;
        }

        foreach (var point in series.Points)
        {
            line.Points.Add(new DataPoint(point.X, point.Y));
            if (point is not { Low: { } low, High: { } high }) continue;
            var interval = new LineSeries { Color = color, StrokeThickness = 1 };
            interval.Points.Add(new DataPoint(point.X, low));
            interval.Points.Add(new DataPoint(point.X, high));
            plot.Series.Add(interval);
        }

        plot.Series.Add(line);
    }

    private static LinearAxis Linear(ChartAxis axis, AxisPosition position)
    {
        var linear = new LinearAxis
        {
            Position = position,
            Title = axis.Title,
            Minimum = axis.Minimum ?? double.NaN,
            Maximum = axis.Maximum ?? double.NaN,
            AxisTitleDistance = position == AxisPosition.Left ? 22 : 8,
            MaximumPadding = axis.Maximum is null ? 0.04 : 0,
            MinimumPadding = axis.Minimum is null ? 0.04 : 0,
            MinimumMajorStep = axis.IsCount ? 1 : 0,
        };
        ThemedSvg.Style(linear);
        return linear;
    }

    private static IHtmlContent Figure(
        string id,
        string title,
        string reading,
        IHtmlContent svg,
        IReadOnlyList<(string Name, ChartColor Color, ChartStyle Style)> key,
        IHtmlContent table
    )
    {
        var keys = Html.Join(key.Select(k => Html.Of($"<li>{ThemedSvg.KeyMark(k.Color, k.Style)}{k.Name}</li>")));
        return Html.Of(
            $"""
            <figure id="{id}"><figcaption>{title}</figcaption><p>{reading}</p><ul class="key">{keys}</ul>
            {svg}<details><summary>Numbers</summary>{table}</details></figure>

            """
        );
    }

    private static IEnumerable<ChartPoint> Thinned(IReadOnlyList<ChartPoint> points)
    {
        var step = Math.Max(1, (int)Math.Ceiling(points.Count / (double)MaxTableRows));
        return points.Where((_, i) => i % step == 0 || i == points.Count - 1);
    }

    private static string NumberWithInterval(ChartPoint point) =>
        point is { Low: { } low, High: { } high } ? $"{Number(point.Y)} ({Number(low)} to {Number(high)})" : Number(point.Y);

    private static string Number(double value) => value.ToString("0.####");

    private static string Shortened(string label) => label.Length <= 20 ? label : string.Concat(label.AsSpan(0, 19), "…");
}

/// <summary>The colours that charts may use; each follows the page's light or dark theme.</summary>
internal enum ChartColor
{
    /// <summary>Grey: what is compared with.</summary>
    Reference,

    /// <summary>Blue: what the page is about.</summary>
    Current,

    /// <summary>Orange: a third thing.</summary>
    Third,
}

/// <summary>How the points of a series are joined.</summary>
internal enum ChartStyle
{
    /// <summary>A solid line.</summary>
    Line,

    /// <summary>A dashed line, for ideals and limits.</summary>
    Dashed,

    /// <summary>A line that stays level until the next point, for shares in bins.</summary>
    Steps,

    /// <summary>A dot for each point.</summary>
    Dots,
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">Its name in the key and in the table beside the chart.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Style">How its points are joined.</param>
/// <param name="Points">The points, in the order they are joined.</param>
internal sealed record ChartSeries(string Name, ChartColor Color, ChartStyle Style, IReadOnlyList<ChartPoint> Points);

/// <summary>A point of a chart, with the ends of its interval if it has one.</summary>
internal readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>What a pointer is told at a point.</summary>
internal readonly record struct ChartTip(double X, double Y, string Text);

/// <summary>
/// An axis: its title with the unit, its ends if they don't follow from the points, and whether only whole numbers are marked.
/// </summary>
internal sealed record ChartAxis(string Title, double? Minimum = null, double? Maximum = null, bool IsCount = false);
