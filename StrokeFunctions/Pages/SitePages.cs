using Microsoft.AspNetCore.Html;

namespace StrokeFunctions.Pages;

/// <summary>
/// The pages beside the root. They hold no data: their scripts ask the same functions that programs call, with the key of who looks.
/// </summary>
internal static class SitePages
{
    private static readonly IHtmlContent Loading = Html.Of($"<p class=\"note\" role=\"status\">Reading…</p>");

    /// <summary>Every upload, and where to upload one.</summary>
    public static string Datasets() => SitePage.Render("Datasets", "Datasets", "datasets", Html.Of($"""
        <h1>Datasets</h1>
        <div id="drop" class="drop">
        <label for="file">Drop a dataset here, or choose one</label>
        <input type="file" id="file" accept=".csv,text/csv" aria-describedby="file-note">
        <p class="note" id="file-note">A CSV of the ten inputs, id and stroke, whose name isn't taken yet.
        Training begins by itself where it is needed.</p>
        <div id="upload" aria-live="polite"></div>
        </div>
        <section id="datasets" aria-label="All datasets">{Loading}</section>
        """));

    /// <summary>One upload: its faults, what it brought, what came of it.</summary>
    public static string Dataset() => SitePage.Render("Dataset", "Datasets", "dataset", Html.Of($"""
        <div class="head"><h1 id="title">Dataset</h1><div id="actions" class="buttons"></div></div>
        <div id="dataset">{Loading}</div>
        """));

    /// <summary>Every version, which of them serves, and what happened.</summary>
    public static string Models() => SitePage.Render("Models", "Models", "models", Html.Of($"""
        <div class="head"><h1>Models</h1><div id="actions" class="buttons"></div></div>
        <div id="models">{Loading}</div>
        """));

    /// <summary>Two versions side by side.</summary>
    public static string Compare() => SitePage.Render("Two models compared", "Models", "compare", Html.Of($"""
        <h1>Two models compared</h1>
        <div id="comparison">{Loading}</div>
        """));

    /// <summary>The reports as a dashboard.</summary>
    public static string Reports() => SitePage.Render("Reports", "Reports", "reports", Html.Of($"""
        <div class="head"><h1>Reports</h1><div id="actions" class="buttons"></div></div>
        <div id="reports">{Loading}</div>
        """));

    /// <summary>A report or a card, shown within the site.</summary>
    /// <param name="what">What it is called until it is there.</param>
    /// <param name="place">Where in the site it belongs.</param>
    public static string Document(string what, string place) => SitePage.Render(what, place, "document", Html.Of($"""
        <div id="document"><h1>{what}</h1>{Loading}</div>
        """));

    /// <summary>The contract for people: /api/openapi.json drawn by a script of ours, so that it works without the network.</summary>
    public static string Api() => SitePage.Render("API", "API", "api", Html.Of($"""
        <h1>API</h1>
        <p>The contract as a file: <a href="/api/openapi.json">openapi.json</a></p>
        <div id="api">{Loading}</div>
        """));
}
