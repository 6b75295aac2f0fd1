using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Monitoring;

/// <summary>Writes reports: reads the window and its model, builds the report, keeps it, and tells whoever wants to know.</summary>
internal sealed partial class ReportWriter(
    WindowReader windows, ModelRegistry models, TrainingTable table, ReportArchive archive, RenderReport render,
    AlertSender alerts, TimeProvider time,
    IOptions<ReportOptions> options, ILogger<ReportWriter> logger)
{
    /// <summary>What the timer does: the newest dataset, and the patients scored since the last report on them.</summary>
    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(WindowKind.Dataset, null, null, cancellationToken);
        await WriteAsync(WindowKind.Scoring, null, null, cancellationToken);
    }

    /// <summary>
    /// Writes the report of a window. The same window on the same day gives the same bytes, and so the same report.
    /// </summary>
    /// <param name="kind">What to look at.</param>
    /// <param name="from">The beginning of an interval.</param>
    /// <param name="to">The end of an interval.</param>
    /// <param name="cancellationToken">Cancels between reads; a report is written whole or not at all.</param>
    public async Task<ReportOutcome> WriteAsync(
        WindowKind kind,
        DateTimeOffset? from,
        DateTimeOffset? to,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var date = DateOnly.FromDateTime(now.UtcDateTime);
        var earlier = await ReadEarlierAsync(ReportBuilder.KindName(kind), date, cancellationToken);
        var dataset = kind == WindowKind.Dataset ? await windows.FindNewestDatasetAsync(cancellationToken) : null;
        if (kind == WindowKind.Dataset && dataset is null) return Nothing("There is no dataset yet.");
        if (await MeasuredModel.LoadAsync(models, dataset, cancellationToken) is not { } measured)
            return Nothing("There is no champion yet that keeps a profile of its training rows.");

        var window = dataset is null
            ? await windows.ReadScoringAsync(kind, from ?? Since(earlier, now), to ?? Minute(now), cancellationToken)
            : await windows.ReadDatasetAsync(dataset, cancellationToken);
        if (dataset is null && window.Rows.Count == 0)
            return Nothing($"There are no {window.Source}. Patients scored within the current minute count from the next one on.");

        var report = ReportBuilder.Build(new ReportBuilder.Input(date, measured.Loaded.Model, measured.IsChampion, measured.Note,
            measured.Reference, measured.Loaded.Evaluation, measured.Loaded.Patients, window, earlier,
            measured.Loaded.CalibratedOn(),
            dataset is null ? [] : await OlderFilesAsync(measured.Loaded, dataset, cancellationToken))
        {
            SuspectedLeak = new ModelHistory(await models.EventsAsync(cancellationToken)).SuspectedLeak(),
        });
        var json = JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.Report);
        var name = await archive.WriteAsync(date, report.Kind, json, Encoding.UTF8.GetBytes(render(report)), cancellationToken);
        LogWritten(name, report.Verdict.Level);
        if (report.Verdict.Level != Verdict.Fine) await alerts.SendAsync(name, report, cancellationToken);
        return new ReportOutcome.Written(name, report);
    }

    /// <summary>
    /// The older files of the training table, as training looks at them: patients whom the model's members were not trained on, from the
    /// change on that it was made for.
    /// </summary>
    private async Task<IReadOnlyList<ExpectedOutcomes>> OlderFilesAsync(
        LoadedModel model, BlobEntry dataset, CancellationToken cancellationToken)
    {
        if (model.Base.Patients is null) return [];
        var state = await table.ReadAsync(cancellationToken);
        var files = new ExpectedOutcomes?[state.Index.Datasets.Count];
        foreach (var (row, file) in UnseenPatients.Of(state.Rows, state.Index.Datasets, model.Base))
        {
            var before = files[file] ?? ExpectedOutcomes.None;
            files[file] = model.Model.IsCalibratedFor(row.Patient)
                ? before + ExpectedOutcomes.Of([model.Model.Probability(row.Patient)], [row.Stroke], model.Model.Threshold)
                : before;
        }

        var since = model.Manifest.Layer is { Base: not null } layer ? layer.Since : DateTimeOffset.MinValue;
        return [.. state.Index.Datasets.Zip(files, (source, expected) => (source, expected))
            .Where(file => file.expected is not null
                && file.source.Name != dataset.Name && file.source.LastModified <= dataset.LastModified)
            .OrderByDescending(file => file.source.LastModified)
            .ThenBy(file => file.source.Name, StringComparer.Ordinal)
            .TakeWhile(file => file.source.LastModified >= since)
            .Take(CalibrationChange.MaxFiles)
            .Select(file => file.expected!)];
    }

    /// <summary>
    /// Earlier reports of a kind, oldest first. Those of today are left out, so that writing one again gives the same bytes.
    /// </summary>
    private async Task<IReadOnlyList<(string Name, Report Report)>> ReadEarlierAsync(
        string kind,
        DateOnly date,
        CancellationToken cancellationToken
    )
    {
        var today = $"{date:yyyy-MM-dd}-";
        var names = (await archive.ListAsync(cancellationToken))
            .Select(r => r.Name)
            .Where(name =>
                name["yyyy-MM-dd-".Length..].StartsWith(kind, StringComparison.Ordinal) && string.CompareOrdinal(name, today) < 0
            )
            .TakeLast(Trend.MaxReports);
        var reports = new List<(string, Report)>();
        foreach (var name in names)
        {
            if (await archive.ReadJsonAsync(name, cancellationToken) is { } blob && Read(blob.Content.Span) is { } report)
                reports.Add((name, report));
        }

        return reports;
    }

    /// <summary>A report written under another schema is left out of the trend, never misread.</summary>
    private static Report? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ReportJson.Default.Report) is { SchemaVersion: Report.CurrentSchemaVersion } report
                ? report
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private DateTimeOffset Since(IReadOnlyList<(string Name, Report Report)> earlier, DateTimeOffset now) =>
        earlier.Count > 0 ? earlier[^1].Report.Window.To : Minute(now).AddDays(-options.Value.FirstScoringDays);

    private static DateTimeOffset Minute(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMinute), time.Offset);

    private ReportOutcome.Nothing Nothing(string reason)
    {
        LogNothing(reason);
        return new ReportOutcome.Nothing(reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Report {Name} is written; its verdict is {Level}")]
    private partial void LogWritten(string name, string level);

    [LoggerMessage(Level = LogLevel.Information, Message = "No report was written: {Reason}")]
    private partial void LogNothing(string reason);
}

/// <summary>A report as a page for people. Who renders is chosen where the app is put together, so that monitoring knows no HTML.</summary>
internal delegate string RenderReport(Report report);

/// <summary>The endings of <see cref="ReportWriter.WriteAsync"/>.</summary>
internal abstract record ReportOutcome
{
    private ReportOutcome()
    {
    }

    /// <summary>The report stands in the archive.</summary>
    /// <param name="Name">Its name, without an ending.</param>
    /// <param name="Report">Its content.</param>
    internal sealed record Written(string Name, Report Report) : ReportOutcome;

    /// <summary>There is nothing to report on yet.</summary>
    /// <param name="Reason">What is missing, in a sentence.</param>
    internal sealed record Nothing(string Reason) : ReportOutcome;
}

/// <summary>Which report a caller asks for.</summary>
/// <param name="Kind">What to look at.</param>
/// <param name="From">The beginning of an interval.</param>
/// <param name="To">The end of an interval; null: now.</param>
/// <param name="Fault">Why the request can't be served; null if it can.</param>
internal sealed record ReportRequest(WindowKind Kind, DateTimeOffset? From, DateTimeOffset? To, string? Fault)
{
    /// <summary>Reads ?window= and ?from=&amp;to= as they stand in the query; absent ones are null or empty.</summary>
    public static ReportRequest Parse(string? window, string? from, string? to)
    {
        if (!string.IsNullOrEmpty(from) || !string.IsNullOrEmpty(to)) return Interval(from, to);
        return window switch
        {
            null or "" or "dataset" => new ReportRequest(WindowKind.Dataset, null, null, null),
            "scoring" => new ReportRequest(WindowKind.Scoring, null, null, null),
            _ => Faulty("'window' must be \"dataset\" or \"scoring\"."),
        };
    }

    private static ReportRequest Interval(string? from, string? to)
    {
        const string allowed =
            "'from' and 'to' must be times such as 2026-01-31 or 2026-01-31T06:00:00Z (ISO 8601), and 'from' must lie before 'to'.";
        DateTimeOffset? end = null;
        if (!IsoTime.TryParse(from, out var begin)) return Faulty(allowed);
        if (!string.IsNullOrEmpty(to))
        {
            if (!IsoTime.TryParse(to, out var parsed) || parsed <= begin) return Faulty(allowed);
            end = parsed;
        }

        return new ReportRequest(WindowKind.Interval, begin, end, null);
    }

    private static ReportRequest Faulty(string fault) => new(WindowKind.Dataset, null, null, fault);
}

/// <summary>Settings of reports (section <c>Report</c>).</summary>
internal sealed class ReportOptions
{
    public const string Section = "Report";

    /// <summary>Where to POST a short notice when a verdict is not "fine": an http or https address. Default: nowhere.</summary>
    [Url]
    public string? AlertUrl { get; set; }

    /// <summary>How many days of the scoring log the first report on scored patients covers. Default 7, limits 1 to 366.</summary>
    [Range(1, 366)]
    public int FirstScoringDays { get; set; } = 7;
}

/// <summary>Checks <see cref="ReportOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ReportOptionsValidator : IValidateOptions<ReportOptions>;
