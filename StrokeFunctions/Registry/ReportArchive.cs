using System.Globalization;
using System.Text.RegularExpressions;

namespace StrokeFunctions.Registry;

/// <summary>
/// The reports: reports/{yyyy-MM-dd}-{kind}.json and .html, never changed once written, and reports/latest.json, a copy of the newest.
/// </summary>
internal sealed partial class ReportArchive(BlobStore store)
{
    /// <summary>Names the newest report; it has JSON only.</summary>
    public const string Latest = "latest";

    private const string Json = ".json";
    private const string Html = ".html";
    private const string JsonType = "application/json";
    private const string HtmlType = "text/html; charset=utf-8";

    /// <summary>
    /// Keeps a report. The same bytes again are the same report; other bytes of the same kind and day get a number (-2, -3 ...).
    /// The HTML goes first: a report exists when its JSON does.
    /// </summary>
    /// <returns>The report's name, without an ending.</returns>
    public async Task<string> WriteAsync(DateOnly date, string kind, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> html, CancellationToken ct)
    {
        var plain = string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}-{kind}");
        if (!Form().IsMatch(plain)) throw new ArgumentException("A kind is lower-case letters, digits and hyphens.", nameof(kind));
        var name = plain;
        for (var n = 2; !await IsWrittenAsync(name, json, html, ct); n++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{plain}-{n}");
        }

        await using var copy = BinaryData.FromBytes(json).ToStream();
        if (await IsNewestAsync(name, ct)) await store.WriteAsync(Containers.Reports, Latest + Json, copy, JsonType, ct);
        return name;
    }

    /// <summary>A report as JSON; null if there is none of that name.</summary>
    public Task<Blob?> ReadJsonAsync(string name, CancellationToken ct) => ReadAsync(name, Json, ct);

    /// <summary>A report as HTML; null if there is none of that name.</summary>
    public Task<Blob?> ReadHtmlAsync(string name, CancellationToken ct) => ReadAsync(name, Html, ct);

    /// <summary>The names of all reports with when they were written, oldest first.</summary>
    public async Task<IReadOnlyList<BlobEntry>> ListAsync(CancellationToken ct)
    {
        var reports = new List<BlobEntry>();
        await foreach (var blob in store.ListAsync(Containers.Reports, "", ct))
        {
            if (blob.Name.EndsWith(Json, StringComparison.Ordinal) && blob.Name[..^Json.Length] is var name && Form().IsMatch(name))
                reports.Add(blob with { Name = name });
        }

        return [.. reports
            .OrderBy(r => r.Name[.."yyyy-MM-dd".Length], StringComparer.Ordinal)
            .ThenBy(r => r.LastModified)
            .ThenBy(r => r.Name.Length)];
    }

    private async Task<bool> IsWrittenAsync(string name, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> html, CancellationToken ct) =>
        await IsWrittenAsync(name + Html, html, HtmlType, ct) && await IsWrittenAsync(name + Json, json, JsonType, ct);

    private async Task<bool> IsWrittenAsync(string name, ReadOnlyMemory<byte> content, string type, CancellationToken ct) =>
        await store.CreateAsync(Containers.Reports, name, content, type, ct) is not null
        || (await store.ReadAsync(Containers.Reports, name, ct) is { } blob && blob.Content.Span.SequenceEqual(content.Span));

    private async Task<bool> IsNewestAsync(string name, CancellationToken ct) =>
        (await ListAsync(ct)).All(other => string.CompareOrdinal(other.Name[..10], name[..10]) <= 0);

    private async Task<Blob?> ReadAsync(string name, string ending, CancellationToken ct) =>
        name == Latest || Form().IsMatch(name) ? await store.ReadAsync(Containers.Reports, name + ending, ct) : null;

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
