using System.Xml.Linq;
using Microsoft.AspNetCore.Html;
using OxyPlot;
using OxyPlot.Axes;

namespace StrokeFunctions.Pages;

/// <summary>
/// Makes OxyPlot's SVG fit a page: it is drawn in sentinel colours, which become the page's CSS variables, so that one SVG reads well
/// in light and dark; it scales with the page, has a text alternative, ids of its own and no style attributes.
/// </summary>
internal static class ThemedSvg
{
    private const int Width = 440;
    private const string SvgNamespace = "http://www.w3.org/2000/svg";

    private static readonly OxyColor Ink = OxyColor.FromRgb(1, 0, 0);
    private static readonly OxyColor Grid = OxyColor.FromRgb(2, 0, 0);

    private static readonly Dictionary<string, string> Variables = new()
    {
        [Css(Ink)] = "var(--ink)",
        [Css(Grid)] = "var(--grid)",
        [Css(Sentinel(ChartColor.Reference))] = "var(--reference)",
        [Css(Sentinel(ChartColor.Current))] = "var(--current)",
        [Css(Sentinel(ChartColor.Third))] = "var(--third)",
    };

    /// <summary>The colour that stands for a role until the SVG is written.</summary>
    public static OxyColor Sentinel(ChartColor color) => OxyColor.FromRgb((byte)(10 + (int)color), 0, 0);

    /// <summary>An empty plot in the page's style.</summary>
    public static PlotModel NewPlot() => new()
    {
        Background = OxyColors.Transparent,
        PlotAreaBorderColor = Grid,
        TextColor = Ink,
        DefaultFont = "Arial",
        DefaultFontSize = 13,
        Padding = new OxyThickness(0, 8, 14, 0),
    };

    /// <summary>Gives an axis the page's style.</summary>
    public static void Style(Axis axis)
    {
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = Grid;
        axis.TicklineColor = Grid;
        axis.AxislineColor = Grid;
        axis.MajorTickSize = 4;
        axis.MinorTickSize = 0;
    }

    /// <summary>The plot as an accessible inline SVG.</summary>
    public static IHtmlContent Render(
        PlotModel plot, string id, string title, string description, int height, IEnumerable<ChartTip>? tips = null)
    {
        // OxyPlot measures text by Arial's metrics, which it knows without a font file; the charts leave room for wider fonts.
        var exporter = new SvgExporter { Width = Width, Height = height, IsDocument = false, UseVerticalTextAlignmentWorkaround = true };
        var svg = XDocument.Parse(exporter.ExportToString(plot)).Root
            ?? throw new InvalidOperationException("OxyPlot wrote no SVG.");
        svg.RemoveAttributes();
        svg.SetAttributeValue("viewBox", $"0 0 {Width} {height}");
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-labelledby", $"{id}-t {id}-d");
        foreach (var element in svg.Descendants()) Clean(element, id);
        svg.AddFirst(
            new XElement(XName.Get("title", SvgNamespace), new XAttribute("id", $"{id}-t"), title),
            new XElement(XName.Get("desc", SvgNamespace), new XAttribute("id", $"{id}-d"), description));

        foreach (var tip in tips ?? []) svg.Add(Target(plot, tip));

        // HTML knows svg's namespace by itself.
        foreach (var element in svg.DescendantsAndSelf()) element.Name = element.Name.LocalName;
        return new HtmlString(svg.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>The little line or dot of a chart's key.</summary>
    public static IHtmlContent KeyMark(ChartColor color, ChartStyle style)
    {
        var paint = Variables[Css(Sentinel(color))];
        var mark =
            style == ChartStyle.Dots
                ? Html.Of($"<circle cx=\"12\" cy=\"5\" r=\"4.5\" fill=\"{paint}\"/>")
                : Html.Of(
                    $"""
            <line x1="0" y1="5" x2="24" y2="5" stroke="{paint}" stroke-width="4"
            stroke-dasharray="{(style == ChartStyle.Dashed ? "7 4" : "none")}"/>
            """
                );
        return Html.Of($"<svg viewBox=\"0 0 24 10\" aria-hidden=\"true\">{mark}</svg>");
    }

    /// <summary>An invisible dot where the point lies, which tells its text to a pointer.</summary>
    private static XElement Target(PlotModel plot, ChartTip tip) => new(
        XName.Get("circle", SvgNamespace),
        new XAttribute("cx", Math.Round(plot.Axes.First(axis => axis.IsHorizontal()).Transform(tip.X), 1)),
        new XAttribute("cy", Math.Round(plot.Axes.First(axis => axis.IsVertical()).Transform(tip.Y), 1)),
        new XAttribute("r", 6),
        new XAttribute("fill", "transparent"),
        new XElement(XName.Get("title", SvgNamespace), tip.Text));

    private static void Clean(XElement element, string id)
    {
        if (element.Attribute("style") is { } style)
        {
            foreach (var declaration in style.Value.Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                var colon = declaration.IndexOf(':', StringComparison.Ordinal);
                element.SetAttributeValue(declaration[..colon].Trim(), declaration[(colon + 1)..].Trim());
            }

            style.Remove();
        }

        foreach (var attribute in element.Attributes().ToList())
        {
            if (Variables.TryGetValue(attribute.Value, out var variable))
                attribute.Value = variable;
            else if (attribute.Value.Contains("clipPath", StringComparison.Ordinal))
                attribute.Value = attribute.Value.Replace("clipPath", $"{id}-clip", StringComparison.Ordinal);
            else if (attribute.Name == "font-family" || (attribute.Name == "font-weight" && attribute.Value == "400"))
                attribute.Remove();
        }
    }

    private static string Css(OxyColor color) => $"rgb({color.R},{color.G},{color.B})";
}
