using System.Text.RegularExpressions;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// The reports: reports/{yyyy-MM-dd}-{kind}.json and .html, never changed once written, and reports/latest.json, a copy of the newest.
/// </summary>
internal sealed partial class ReportArchive(BlobStore store)
{
    /// <summary>Names the newest report; it has JSON only.</summary>
    public const string Latest = "latest";

    /// <summary>The longest name that is looked for, in characters; ours are shorter.</summary>
    private const int MaxNameLength = 100;

    private const string Json = ".json";
    private const string Html = ".html";
    private const string JsonType = "application/json";
    private const string HtmlType = "text/html; charset=utf-8";

    /// <summary>
    /// Keeps a report. The same bytes again are the same report; other bytes of the same kind and day get a number (-2, -3 ...).
    /// The HTML goes first: a report exists when its JSON does.
    /// </summary>
    /// <returns>The report's name, without an ending.</returns>
    public async Task<string> WriteAsync(
        DateOnly date,
        string kind,
        ReadOnlyMemory<byte> json,
        ReadOnlyMemory<byte> html,
        CancellationToken cancellationToken
    )
    {
        var plain = $"{date:yyyy-MM-dd}-{kind}";
        if (!Form().IsMatch(plain)) throw new ArgumentException("A kind is lower-case letters, digits and hyphens.", nameof(kind));
        var name = plain;
        for (var n = 2; !await IsWrittenAsync(name, json, html, cancellationToken); n++)
        {
            name = $"{plain}-{n}";
        }

        await using var copy = BinaryData.FromBytes(json).ToStream();
        if (await IsNewestAsync(name, cancellationToken))
            await store.WriteAsync(Containers.Reports, Latest + Json, copy, JsonType, cancellationToken);
        return name;
    }

    /// <summary>A report as JSON; null if there is none of that name.</summary>
    public Task<Blob?> ReadJsonAsync(string name, CancellationToken cancellationToken) => ReadAsync(name, Json, cancellationToken);

    /// <summary>A report as HTML; null if there is none of that name.</summary>
    public Task<Blob?> ReadHtmlAsync(string name, CancellationToken cancellationToken) => ReadAsync(name, Html, cancellationToken);

    /// <summary>The names of all reports with when they were written, oldest first.</summary>
    public async Task<IReadOnlyList<BlobEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var reports = new List<BlobEntry>();
        await foreach (var blob in store.ListAsync(Containers.Reports, "", cancellationToken))
        {
            if (blob.Name.EndsWith(Json, StringComparison.Ordinal) && blob.Name[..^Json.Length] is var name && Form().IsMatch(name))
                reports.Add(blob with { Name = name });
        }

        return [.. reports
            .OrderBy(r => r.Name[.."yyyy-MM-dd".Length], StringComparer.Ordinal)
            .ThenBy(r => r.LastModified)
            .ThenBy(r => r.Name.Length)];
    }

    private async Task<bool> IsWrittenAsync(
        string name,
        ReadOnlyMemory<byte> json,
        ReadOnlyMemory<byte> html,
        CancellationToken cancellationToken
    ) =>
        await IsWrittenAsync(name + Html, html, HtmlType, cancellationToken)
        && await IsWrittenAsync(name + Json, json, JsonType, cancellationToken);

    private async Task<bool> IsWrittenAsync(string name, ReadOnlyMemory<byte> content, string type, CancellationToken cancellationToken) =>
        await store.CreateAsync(Containers.Reports, name, content, type, cancellationToken) is not null
        || (
            await store.ReadAsync(Containers.Reports, name, cancellationToken) is { } blob && blob.Content.Span.SequenceEqual(content.Span)
        );

    private async Task<bool> IsNewestAsync(string name, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).All(other => string.CompareOrdinal(other.Name[..10], name[..10]) <= 0);

    private async Task<Blob?> ReadAsync(string name, string ending, CancellationToken cancellationToken) =>
        name == Latest || (name.Length <= MaxNameLength && Form().IsMatch(name))
            ? await store.ReadAsync(Containers.Reports, name + ending, cancellationToken) : null;

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>A report beside the earlier ones of its kind.</summary>
internal static class Trend
{
    /// <summary>How many earlier reports a trend shows.</summary>
    public const int MaxReports = 26;

    /// <summary>The earlier reports as points, oldest first.</summary>
    public static IReadOnlyList<TrendPoint> Of(IReadOnlyList<(string Name, Report Report)> earlier) =>
        [.. earlier.TakeLast(MaxReports).Select(e => PointOf(e.Name, e.Report))];

    /// <summary>One report as a point.</summary>
    public static TrendPoint PointOf(string name, Report report) => new(name, report.Date, report.Verdict.Level, report.DatasetDrift.Share,
        report.Performance?.Recall.Value, report.Performance?.Precision.Value, report.Performance?.RocAuc.Value);

    /// <summary>What is different from the last report; empty if there is none.</summary>
    public static IReadOnlyList<string> Changes(Report report, IReadOnlyList<(string Name, Report Report)> earlier)
    {
        if (earlier.Count == 0) return [];
        var (name, last) = earlier[^1];
        var changes = new List<string>();
        if (last.Verdict.Level != report.Verdict.Level)
            changes.Add($"The verdict was \"{last.Verdict.Level}\" in {name}, and is \"{report.Verdict.Level}\" now.");
        if (last.Model.Version != report.Model.Version)
            changes.Add($"The model was {last.Model.Version}, and is {report.Model.Version} now.");
        if (last.Window.Source != report.Window.Source)
            changes.Add($"The window was {last.Window.Source}, and is {report.Window.Source} now.");
        var before = last.Columns.Where(c => c.Significant).Select(c => c.Name).ToList();
        var now = report.Columns.Where(c => c.Significant).Select(c => c.Name).ToList();
        if (now.Except(before).ToList() is [_, ..] begun)
            changes.Add($"Drift that was not there before: {string.Join(", ", begun)}.");
        if (before.Except(now).ToList() is [_, ..] ended)
            changes.Add($"Drift that is gone: {string.Join(", ", ended)}.");
        if (last.Retrain.Decision != report.Retrain.Decision)
            changes.Add($"The retrain decision was \"{last.Retrain.Decision}\", and is \"{report.Retrain.Decision}\" now.");
        return changes.Count == 0 ? [$"Nothing that matters has changed since {name}."] : changes;
    }
}
