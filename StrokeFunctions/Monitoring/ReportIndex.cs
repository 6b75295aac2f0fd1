using System.Text.Json;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>The list of reports.</summary>
internal sealed class ReportIndex(ReportArchive archive)
{
    /// <summary>How many reports are listed.</summary>
    private const int MostListed = 100;

    /// <summary>The newest reports, newest first.</summary>
    public async Task<IReadOnlyList<ListedReport>> ReadAsync(CancellationToken ct)
    {
        var reports = new List<ListedReport>();
        foreach (var entry in (await archive.ListAsync(ct)).Reverse().Take(MostListed))
        {
            if (await archive.ReadJsonAsync(entry.Name, ct) is not { } blob) continue;
            using var json = JsonDocument.Parse(blob.Content);
            var report = json.RootElement;
            var verdict = report.GetProperty("verdict");
            reports.Add(new ListedReport(
                ReportAnswer.Of(entry.Name, new Verdict(verdict.GetProperty("level").GetString() ?? "", verdict.GetProperty("sentence").GetString() ?? "", [], [])),
                report.GetProperty("kind").GetString() ?? "",
                report.GetProperty("dataset_drift").GetProperty("share").GetDouble(),
                Recall(report, "performance"),
                Recall(report, "estimated_performance")));
        }

        return reports;
    }

    private static Estimate? Recall(JsonElement report, string section) =>
        report.TryGetProperty(section, out var measures) && measures.ValueKind == JsonValueKind.Object
            && measures.TryGetProperty("recall", out var recall) && recall.ValueKind == JsonValueKind.Object
            ? recall.Deserialize(ReportJson.Default.Estimate)
            : null;
}

/// <summary>A report in the list.</summary>
/// <param name="Answer">Where it is, and its verdict.</param>
/// <param name="Kind">"dataset", "scoring" or "interval".</param>
/// <param name="DriftShare">Share of drifted columns, 0 to 1.</param>
/// <param name="Recall">Where outcomes were known.</param>
/// <param name="EstimatedRecall">What the probabilities expected of themselves.</param>
internal sealed record ListedReport(ReportAnswer Answer, string Kind, double DriftShare, Estimate? Recall, Estimate? EstimatedRecall);
