using System.Text.Json;
using System.Text.Json.Serialization;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>The list of reports, each with the figures that a trend is drawn of.</summary>
internal sealed class ReportIndex(ReportArchive archive)
{
    /// <summary>How many reports are listed.</summary>
    private const int MaxListed = 100;

    /// <summary>The newest reports, newest first.</summary>
    public async Task<IReadOnlyList<ListedReport>> ReadAsync(CancellationToken cancellationToken)
    {
        var reports = new List<ListedReport>();
        foreach (var entry in (await archive.ListAsync(cancellationToken)).Reverse().Take(MaxListed))
        {
            if (await archive.ReadJsonAsync(entry.Name, cancellationToken) is not { } blob) continue;
            using var json = JsonDocument.Parse(blob.Content);
            reports.Add(ListedReport.Of(entry.Name, entry.LastModified, json.RootElement));
        }

        return reports;
    }
}

/// <summary>A report in the list: where it is, its verdict, and the figures that a trend is drawn of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Level">Its verdict: "act", "watch" or "fine".</param>
/// <param name="Verdict">The verdict in a sentence.</param>
/// <param name="Json">Where its JSON is.</param>
/// <param name="Html">Where its page is.</param>
/// <param name="Kind">"dataset", "scoring" or "interval".</param>
/// <param name="Date">The day of the report, UTC.</param>
/// <param name="Written">When it was written, UTC.</param>
/// <param name="Source">The dataset's name, or the interval.</param>
/// <param name="Model">The version that was measured.</param>
/// <param name="DriftShare">Share of drifted columns, 0 to 1.</param>
/// <param name="StrokeShare">Share of strokes among patients with a known outcome; absent where none is known.</param>
/// <param name="Recall">Where outcomes were known.</param>
/// <param name="Precision">Where outcomes were known.</param>
/// <param name="RocAuc">Where outcomes were known.</param>
/// <param name="EstimatedRecall">What the probabilities expected of themselves.</param>
internal sealed record ListedReport(
    string Name, string Level, string Verdict, string Json, string Html, string Kind, DateOnly Date, DateTimeOffset Written,
    string Source, string Model, double DriftShare, Estimate? StrokeShare, Estimate? Recall, Estimate? Precision, Estimate? RocAuc,
    Estimate? EstimatedRecall)
{
    /// <summary>The figures of a report's JSON. Only those are read, so that reports of every schema version are listed.</summary>
    public static ListedReport Of(string name, DateTimeOffset written, JsonElement report)
    {
        var verdict = report.GetProperty("verdict");
        var answer = ReportAnswer.Of(name, new Verdict(Text(verdict, "level"), Text(verdict, "sentence"), [], []));
        return new ListedReport(
            answer.Name, answer.Level, answer.Verdict, answer.Json, answer.Html,
            Text(report, "kind"),
            DateOnly.FromDateTime(report.GetProperty("date").GetDateTime()),
            written,
            Text(report.GetProperty("window"), "source"),
            Text(report.GetProperty("model"), "version"),
            report.GetProperty("dataset_drift").GetProperty("share").GetDouble(),
            Measure(report, "class_balance", "stroke_share"),
            Measure(report, "performance", "recall"),
            Measure(report, "performance", "precision"),
            Measure(report, "performance", "roc_auc"),
            Measure(report, "estimated_performance", "recall"));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static Estimate? Measure(JsonElement report, string section, string name) =>
        report.TryGetProperty(section, out var measures) && measures.ValueKind == JsonValueKind.Object
            && measures.TryGetProperty(name, out var measure) && measure.ValueKind == JsonValueKind.Object
            && measure.Deserialize(ReportJson.Default.Estimate) is { } estimate
            && double.IsFinite(estimate.Value)
                ? estimate
                : null;
}

/// <summary>How the list is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(IReadOnlyList<ListedReport>))]
internal sealed partial class ReportIndexJson : JsonSerializerContext;
