using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace StrokeFunctions.Pages;

/// <summary>
/// The layout of every page that the app writes for people: one self-contained file, no script, no network,
/// light and dark as the reader's system asks, for phone, desk and paper.
/// </summary>
internal static class Page
{
    /// <summary>Allows the page its own style sheet, and nothing else at all.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The style sheet of all pages.</summary>
    public static readonly string Style = ReadStyle("page.css");

    /// <summary>A whole HTML document.</summary>
    /// <param name="title">The title and first heading.</param>
    /// <param name="lead">What stands under the heading, in one line.</param>
    /// <param name="body">The sections.</param>
    public static string Render(string title, IHtmlContent lead, IHtmlContent body) => Document(
        title,
        Html.Of($"<style>{new HtmlString(Style)}</style>"),
        SiteHeader.Render(null),
        Html.Of($"<h1>{title}</h1><p class=\"lead\">{lead}</p>{body}"));

    /// <summary>The skeleton that every page has.</summary>
    /// <param name="title">Of the window.</param>
    /// <param name="head">Style sheets and scripts.</param>
    /// <param name="header">The bar at the top.</param>
    /// <param name="body">The first heading and the sections.</param>
    public static string Document(string title, IHtmlContent head, IHtmlContent header, IHtmlContent body)
    {
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            {head}
            </head>
            <body>
            {header}
            <main id="main" tabindex="-1">
            {body}
            </main>
            <footer><p>StrokeFunctions. For research and education: not a medical device, and no substitute for a clinician's
            judgement.</p></footer>
            </body>
            </html>

            """);
        using var writer = new StringWriter { NewLine = "\n" };
        page.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A style sheet that is embedded in the app.</summary>
    /// <param name="name">Its name below this folder, with dots between folders.</param>
    public static string ReadStyle(string name)
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream($"StrokeFunctions.Pages.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>The bar at the top of every page: where one is, and where one can go.</summary>
internal static class SiteHeader
{
    private static readonly (string Address, string Name)[] Places =
    [
        ("/", "Score"),
        ("/app/datasets", "Datasets"),
        ("/app/models", "Models"),
        ("/app/reports", "Reports"),
        ("/app/api", "API"),
    ];

    /// <summary>The bar.</summary>
    /// <param name="current">The name of the place that the page belongs to; null where it may be read outside the site.</param>
    public static IHtmlContent Render(string? current) => Html.Of($"""
        <a class="skip" href="#main">To the content</a>
        <header class="bar"><a class="brand" href="/">{Mark}StrokeFunctions</a>
        <nav aria-label="Site"><ul>{Html.Join(Places.Select(place => Link(place.Address, place.Name, place.Name == current)))}</ul></nav>
        </header>
        """);

    private static readonly IHtmlContent Mark = new HtmlString(
        "<svg viewBox=\"0 0 32 32\" aria-hidden=\"true\"><rect width=\"32\" height=\"32\" rx=\"7\" fill=\"#0b57a4\"/>"
            + "<path d=\"M4 17h6l3-8 5 15 3-7h7\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2.6\" stroke-linecap=\"round\"/></svg>");

    private static IHtmlContent Link(string address, string name, bool isCurrent) =>
        Html.Of($"<li><a href=\"{address}\"{new HtmlString(isCurrent ? " aria-current=\"page\"" : "")}>{name}</a></li>");
}

/// <summary>
/// The layout of the pages that have a script. Scripts are files of their own: the policy allows none within a page. Style sheets stand in
/// the page, so that no further request holds up its first paint; the policy allows them by their hashes.
/// </summary>
internal static class SitePage
{
    /// <summary>The style sheet of the page at the root, beside that of all.</summary>
    public static readonly string ScoreStyle = Page.ReadStyle("Site.score.css");

    private static readonly string Style = Page.Style + Page.ReadStyle("Site.site.css");

    /// <summary>Every style sheet that may stand in a page.</summary>
    public static IReadOnlyList<string> Styles { get; } = [Style, ScoreStyle];

    /// <summary>A whole HTML document.</summary>
    /// <param name="title">Of the window, and the first heading if <paramref name="body"/> doesn't bring its own.</param>
    /// <param name="place">Where in the site it is; see <see cref="SiteHeader"/>.</param>
    /// <param name="script">The file name of its script, without ending.</param>
    /// <param name="body">The first heading and the sections.</param>
    /// <param name="style">A style sheet of its own, one of <see cref="Styles"/>.</param>
    public static string Render(string title, string place, string script, IHtmlContent body, string? style = null) => Page.Document(
        $"{title} · StrokeFunctions",
        Html.Of($"""
            <link rel="icon" href="/app/icon.svg">
            <style>{new HtmlString(Style)}</style>
            {(style is null ? Html.None : Html.Of($"<style>{new HtmlString(style)}</style>"))}
            <script type="module" src="/app/{script}.js"></script>
            """),
        SiteHeader.Render(place),
        Html.Of($"""
            <noscript><p class="verdict act">This page needs JavaScript. Everything it does, the API does too.</p></noscript>
            {body}
            """));
}
