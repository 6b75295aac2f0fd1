using System.Security.Cryptography;
using System.Text;

namespace StrokeFunctions.Pages;

/// <summary>The web page for people and all that it loads, kept in the app itself.</summary>
internal static class WebFiles
{
    /// <summary>
    /// Own scripts, styles and requests only, and no markup that acts by itself. The one inline style sheet allowed by its hash is that of
    /// reports and model cards, which the page opens in its own name where a key is needed to load them.
    /// </summary>
    public static readonly string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; " +
        $"style-src 'self' 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Page.Style)))}'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page at the root.</summary>
    public static readonly WebFile Home = Text(HomePage.Render(), "text/html");

    private static readonly Dictionary<string, WebFile> Files = new(StringComparer.Ordinal)
    {
        ["page.css"] = Text(Page.Style, "text/css"),
        ["home.css"] = Embedded("home.css", "text/css"),
        ["home.js"] = Embedded("home.js", "text/javascript"),
        ["access.js"] = Embedded("access.js", "text/javascript"),
        ["answer.js"] = Embedded("answer.js", "text/javascript"),
        ["batch.js"] = Embedded("batch.js", "text/javascript"),
        ["api.js"] = Embedded("api.js", "text/javascript"),
        ["api"] = Text(ApiPage.Render(), "text/html"),
        ["icon.svg"] = Embedded("icon.svg", "image/svg+xml"),
    };

    /// <summary>A file by its name; null if there is none.</summary>
    public static WebFile? Find(string name) => Files.GetValueOrDefault(name);

    private static WebFile Text(string text, string type) => new(Encoding.UTF8.GetBytes(text), $"{type}; charset=utf-8");

    private static WebFile Embedded(string name, string type)
    {
        using var stream = typeof(WebFiles).Assembly.GetManifestResourceStream($"StrokeFunctions.Pages.Site.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return Text(reader.ReadToEnd().ReplaceLineEndings("\n"), type);
    }
}

/// <summary>A file that browsers load.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its media type.</param>
internal sealed record WebFile(byte[] Content, string ContentType)
{
    /// <summary>Changes when the content does, so that browsers load it once.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 8))}\"";
}

/// <summary>The contract for people: /api/openapi.json drawn by a script of ours, so that it works without the network.</summary>
internal static class ApiPage
{
    /// <summary>The whole page.</summary>
    public static string Render() => SitePage.Render("API", "api.js", Html.Of($"""
        <p><a href="/">Back to the form</a> · <a href="/api/openapi.json">openapi.json</a></p>
        <div id="api"><p class="note" role="status">Reading the contract…</p></div>
        """));
}
