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
    public static readonly string Style = ReadStyle();

    /// <summary>A whole HTML document.</summary>
    /// <param name="title">The title and first heading.</param>
    /// <param name="lead">What stands under the heading, in one line.</param>
    /// <param name="body">The sections.</param>
    public static string Render(string title, IHtmlContent lead, IHtmlContent body) => Document(
        title, Html.Of($"<style>{new HtmlString(Style)}</style>"), Html.Of($"<h1>{title}</h1><p class=\"lead\">{lead}</p>"), body);

    /// <summary>The skeleton that every page has.</summary>
    /// <param name="title">Of the window.</param>
    /// <param name="head">Style sheets and scripts.</param>
    /// <param name="header">The first heading, and what stands under it.</param>
    /// <param name="body">The sections.</param>
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
            <header>{header}</header>
            <main>
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

    private static string ReadStyle()
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream("StrokeFunctions.Pages.page.css")
            ?? throw new InvalidOperationException("page.css is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>
/// The layout of the pages that have a script. Scripts and styles are files of their own: the policy allows none within a page.
/// </summary>
internal static class SitePage
{
    /// <summary>A whole HTML document.</summary>
    /// <param name="title">The title and first heading.</param>
    /// <param name="script">The file name of its script.</param>
    /// <param name="body">The sections.</param>
    public static string Render(string title, string script, IHtmlContent body) => Page.Document(
        $"{title} · StrokeFunctions",
        Html.Of($"""
            <link rel="icon" href="/app/icon.svg">
            <link rel="stylesheet" href="/app/page.css">
            <link rel="stylesheet" href="/app/home.css">
            <script type="module" src="/app/{script}"></script>
            """),
        Html.Of($"<h1>{title}</h1>"),
        Html.Of($"""
            <noscript><p class="verdict act">This page needs JavaScript. Everything it does, the API does too.</p></noscript>
            {body}
            """));
}
