namespace StrokeFunctions.Monitoring;

/// <summary>A report beside the earlier ones of its kind.</summary>
internal static class Trend
{
    /// <summary>How many earlier reports a trend shows.</summary>
    public const int MostReports = 26;

    /// <summary>The earlier reports as points, oldest first.</summary>
    public static IReadOnlyList<TrendPoint> Of(IReadOnlyList<(string Name, Report Report)> earlier) =>
        [.. earlier.TakeLast(MostReports).Select(e => PointOf(e.Name, e.Report))];

    /// <summary>One report as a point.</summary>
    public static TrendPoint PointOf(string name, Report report) => new(name, report.Date, report.Verdict.Level, report.DatasetDrift.Share,
        report.Performance?.Recall.Value, report.Performance?.Precision.Value, report.Performance?.RocAuc.Value);

    /// <summary>What is different from the last report; empty if there is none.</summary>
    public static IReadOnlyList<string> Changes(Report report, IReadOnlyList<(string Name, Report Report)> earlier)
    {
        if (earlier.Count == 0) return [];
        var (name, last) = earlier[^1];
        var changes = new List<string>();
        if (last.Verdict.Level != report.Verdict.Level) changes.Add($"The verdict was \"{last.Verdict.Level}\" in {name}, and is \"{report.Verdict.Level}\" now.");
        if (last.Model.Version != report.Model.Version) changes.Add($"The model was {last.Model.Version}, and is {report.Model.Version} now.");
        if (last.Window.Source != report.Window.Source) changes.Add($"The window was {last.Window.Source}, and is {report.Window.Source} now.");
        var before = last.Columns.Where(c => c.Significant).Select(c => c.Name).ToList();
        var now = report.Columns.Where(c => c.Significant).Select(c => c.Name).ToList();
        if (now.Except(before).ToList() is [_, ..] begun) changes.Add($"Drift that was not there before: {string.Join(", ", begun)}.");
        if (before.Except(now).ToList() is [_, ..] ended) changes.Add($"Drift that is gone: {string.Join(", ", ended)}.");
        if (last.Retrain.Decision != report.Retrain.Decision) changes.Add($"The retrain decision was \"{last.Retrain.Decision}\", and is \"{report.Retrain.Decision}\" now.");
        return changes.Count == 0 ? [$"Nothing that matters has changed since {name}."] : changes;
    }
}
