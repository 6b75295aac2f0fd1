using System.Security.Cryptography;
using System.Text;

namespace StrokeFunctions.Pages;

/// <summary>The web page for people and all that it loads, kept in the app itself.</summary>
internal static class WebFiles
{
    /// <summary>Own scripts, styles and requests only, and no markup that acts by itself.</summary>
    public static readonly string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        + $"style-src {string.Join(' ', SitePage.Styles.Select(HashSource))}; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Folder = "StrokeFunctions.Pages.Site.";

    /// <summary>The page at the root.</summary>
    public static readonly WebFile Home = Text(HomePage.Render(), ".html");

    /// <summary>All others, by name: the pages, and every file of the folder Site but the style sheets, which stand in the pages.</summary>
    private static readonly Dictionary<string, WebFile> Files = new(StringComparer.Ordinal)
    {
        ["datasets"] = Text(SitePages.Datasets(), ".html"),
        ["dataset"] = Text(SitePages.Dataset(), ".html"),
        ["models"] = Text(SitePages.Models(), ".html"),
        ["compare"] = Text(SitePages.Compare(), ".html"),
        ["reports"] = Text(SitePages.Reports(), ".html"),
        ["report"] = Text(SitePages.Document("Report", "Reports"), ".html"),
        ["card"] = Text(SitePages.Document("Model card", "Models"), ".html"),
        ["training"] = Text(SitePages.Document("Training report", "Models"), ".html"),
        ["api"] = Text(SitePages.Api(), ".html"),
    };

    static WebFiles()
    {
        foreach (var name in typeof(WebFiles).Assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(Folder, StringComparison.Ordinal) || name.EndsWith(".css", StringComparison.Ordinal)) continue;
            Files[name[Folder.Length..]] = Embedded(name);
        }
    }

    /// <summary>A file by its name; null if there is none.</summary>
    public static WebFile? Find(string name) => Files.GetValueOrDefault(name);

    /// <summary>All names under /app/.</summary>
    public static IEnumerable<string> Names => Files.Keys;

    private static string HashSource(string style) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'";

    private static WebFile Text(string text, string ending) => new(Encoding.UTF8.GetBytes(text), ending switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml; charset=utf-8",
        _ => throw new InvalidOperationException($"The media type of {ending} is not known."),
    });

    private static WebFile Embedded(string name)
    {
        using var stream = typeof(WebFiles).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return Text(reader.ReadToEnd().ReplaceLineEndings("\n"), Path.GetExtension(name));
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
