namespace StrokeFunctions.Pages;

/// <summary>The contract for people: /api/openapi.json drawn by a script of ours, so that it works without the network.</summary>
internal static class ApiPage
{
    /// <summary>The whole page.</summary>
    public static string Render() => SitePage.Render("API", "api.js", Html.Of($"""
        <p><a href="/">Back to the form</a> · <a href="/api/openapi.json">openapi.json</a></p>
        <div id="api"><p class="note" role="status">Reading the contract…</p></div>
        """));
}
