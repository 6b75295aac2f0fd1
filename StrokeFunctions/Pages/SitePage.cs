using Microsoft.AspNetCore.Html;

namespace StrokeFunctions.Pages;

/// <summary>The layout of the pages that have a script. Scripts and styles are files of their own: the policy allows none within a page.</summary>
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
