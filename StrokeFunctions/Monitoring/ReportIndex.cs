using System.Text.Json;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Monitoring;

/// <summary>The list of reports.</summary>
internal sealed class ReportIndex(ReportArchive archive)
{
    /// <summary>How many reports are listed.</summary>
    private const int MostListed = 100;

    /// <summary>The newest reports, newest first.</summary>
    public async Task<IReadOnlyList<ReportAnswer>> ReadAsync(CancellationToken ct)
    {
        var reports = new List<ReportAnswer>();
        foreach (var entry in (await archive.ListAsync(ct)).Reverse().Take(MostListed))
        {
            if (await archive.ReadJsonAsync(entry.Name, ct) is not { } blob) continue;
            using var json = JsonDocument.Parse(blob.Content);
            var verdict = json.RootElement.GetProperty("verdict");
            reports.Add(ReportAnswer.Of(entry.Name, new Verdict(verdict.GetProperty("level").GetString() ?? "", verdict.GetProperty("sentence").GetString() ?? "", [], [])));
        }

        return reports;
    }
}
