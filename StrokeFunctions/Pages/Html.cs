using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace StrokeFunctions.Pages;

/// <summary>HTML from interpolated strings: what stands in the string is markup, every value in braces is encoded by the framework.</summary>
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

    /// <summary>
    /// A table whose first column names its rows. It scrolls sideways by itself on a narrow screen, also by keyboard.
    /// </summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="headings">One per column.</param>
    /// <param name="rows">Cells as text or as <see cref="IHtmlContent"/>.</param>
    public static IHtmlContent Table(string caption, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<object>> rows)
    {
        var head = Join(headings.Select(h => Of($"<th scope=\"col\">{h}</th>")));
        var body = Join(rows.Select(row => Of(
            $"<tr><th scope=\"row\">{row[0]}</th>{Join(row.Skip(1).Select(cell => Of($"<td>{cell}</td>")))}</tr>\n")));
        return Of($"<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>\n");
    }
}
