namespace StrokeFunctions.Pages;

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

/// <summary>An axis: its title with the unit, its ends if they don't follow from the points, and whether only whole numbers are marked.</summary>
internal sealed record ChartAxis(string Title, double? Minimum = null, double? Maximum = null, bool IsCount = false);
