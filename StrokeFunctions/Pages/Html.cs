using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>
/// HTML from interpolated strings: what stands in the string is markup, every value in braces is encoded by the framework.
/// </summary>
internal static class Html
{
    /// <summary>Nothing.</summary>
    public static readonly IHtmlContent None = HtmlString.Empty;

    /// <summary>Markup with encoded values; a value that is itself <see cref="IHtmlContent"/> stays as it is. Invariant culture.</summary>
    public static IHtmlContent Of(FormattableString html) =>
        new HtmlFormattableString(CultureInfo.InvariantCulture, html.Format, html.GetArguments());

    /// <summary>Pieces one after another.</summary>
    public static IHtmlContent Join(IEnumerable<IHtmlContent> pieces)
    {
        var all = new HtmlContentBuilder();
        foreach (var piece in pieces) all.AppendHtml(piece);
        return all;
    }

    /// <summary>A bulleted list; nothing for no item.</summary>
    public static IHtmlContent List(IReadOnlyCollection<string> items) =>
        items.Count == 0 ? None : Of($"<ul>{Join(items.Select(item => Of($"<li>{item}</li>")))}</ul>");

    /// <summary>A section with a heading that contents lists can point to.</summary>
    public static IHtmlContent Section(string id, string heading, params IHtmlContent[] content) =>
        Of($"<section id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{heading}</h2>{Join(content)}</section>\n");

    /// <summary>A section that opens by a press on its heading, without script; printed, it is open.</summary>
    /// <param name="id">Unique on its page.</param>
    /// <param name="heading">Its heading.</param>
    /// <param name="gist">What it says, in a few words, while it is closed.</param>
    /// <param name="content">What it holds.</param>
    public static IHtmlContent Fold(string id, string heading, string gist, params IHtmlContent[] content)
    {
        var summary = Of($"<summary><h2>{heading}</h2> <span class=\"note\">{gist}</span></summary>");
        return Of($"<details class=\"fold\" id=\"{id}\">{summary}{Join(content)}</details>\n");
    }

    /// <summary>
    /// A table whose first column names its rows. It scrolls sideways by itself on a narrow screen, also by keyboard.
    /// </summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="headings">One per column.</param>
    /// <param name="rows">Cells as text or as <see cref="IHtmlContent"/>.</param>
    public static IHtmlContent Table(string caption, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<object>> rows)
    {
        var head = Join(headings.Select(h => Of($"<th scope=\"col\">{h}</th>")));
        var body = Join(
            rows.Select(row => Of($"<tr><th scope=\"row\">{row[0]}</th>{Join(row.Skip(1).Select(cell => Of($"<td>{cell}</td>")))}</tr>\n"))
        );
        return Of(
            $"""
            <div class="wide" role="region" aria-label="{caption}" tabindex="0"><table><caption>{caption}</caption>
            <thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>

            """
        );
    }
}

/// <summary>Numbers as people read them, the same on every page.</summary>
internal static class Numbers
{
    /// <summary>"0.791".</summary>
    public static string Share(double value) => double.IsNaN(value) ? "none" : value.ToString("0.000");

    /// <summary>Keeps what belongs together on one line where a narrow screen breaks lines.</summary>
    private const char NoBreak = '\u00A0';

    /// <summary>"4.9 %".</summary>
    public static string Percent(double share) =>
        double.IsNaN(share) ? "none" : (share * 100).ToString("0.0") + NoBreak + "%";

    /// <summary>"0.7 points": by how much two percentages differ.</summary>
    public static string Points(double difference) => (difference * 100).ToString("0.0") + NoBreak + "points";

    /// <summary>"5,110".</summary>
    public static string Count(long count) => count.ToString("N0");

    /// <summary>"0.791 (0.738 to 0.841)".</summary>
    public static string WithInterval(Estimate? estimate) =>
        estimate is null
            ? "too few patients"
            : $"{Share(estimate.Value)} ({Share(estimate.Low)}{NoBreak}to{NoBreak}{Share(estimate.High)})";

    /// <summary>The same with the interval on a line of its own, for tables of many columns.</summary>
    public static IHtmlContent AboveInterval(Estimate? estimate) =>
        estimate is null
            ? Html.Of($"too few patients")
            : Html.Of($"{Share(estimate.Value)}<small>{Share(estimate.Low)}{NoBreak}to{NoBreak}{Share(estimate.High)}</small>");

    /// <summary>A p-value: "0.031", "&lt; 0.001".</summary>
    public static string PValue(double p) => p < 0.001 ? "< 0.001" : Share(p);

    /// <summary>"2026-11-22 06:00 UTC".</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'");
}
