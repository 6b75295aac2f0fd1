using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace StrokeFunctions.Pages;

/// <summary>The layout of the pages that have a script. Scripts and styles are files of their own: the policy allows none within a page.</summary>
internal static class SitePage
{
    /// <summary>A whole HTML document.</summary>
    /// <param name="title">The title and first heading.</param>
    /// <param name="script">The file name of its script.</param>
    /// <param name="body">The sections.</param>
    public static string Render(string title, string script, IHtmlContent body)
    {
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title} · StrokeFunctions</title>
            <link rel="icon" href="/app/icon.svg">
            <link rel="stylesheet" href="/app/page.css">
            <link rel="stylesheet" href="/app/home.css">
            <script type="module" src="/app/{script}"></script>
            </head>
            <body>
            <header><h1>{title}</h1></header>
            <main>
            <noscript><p class="verdict act">This page needs JavaScript. Everything it does, the API does too.</p></noscript>
            {body}
            </main>
            <footer><p>StrokeFunctions. For research and education: not a medical device, and no substitute for a clinician's judgement.</p></footer>
            </body>
            </html>

            """);
        using var writer = new StringWriter { NewLine = "\n" };
        page.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString().ReplaceLineEndings("\n");
    }
}
