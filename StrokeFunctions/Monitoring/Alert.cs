using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace StrokeFunctions.Monitoring;

/// <summary>The notice of a verdict: counts and column names, no value of any patient.</summary>
/// <param name="Report">The report's name, to be read at /api/reports/{name}.html.</param>
/// <param name="Kind">"dataset", "scoring" or "interval".</param>
/// <param name="Level">"act" or "watch".</param>
/// <param name="ModelVersion">The model that was measured.</param>
/// <param name="DriftedColumns">The columns with a material change.</param>
/// <param name="FaultyRowShare">Share of faulty rows, 0 to 1.</param>
/// <param name="Retrain">"retrain", "keep" or "undecided".</param>
internal sealed record Alert(
    string Report,
    string Kind,
    string Level,
    string ModelVersion,
    IReadOnlyList<string> DriftedColumns,
    double FaultyRowShare,
    string Retrain
)
{
    /// <summary>The notice of a report.</summary>
    public static Alert Of(string name, Report report) => new(name, report.Kind, report.Verdict.Level, report.Model.Version,
        [.. report.Columns.Where(c => c.Significant).Select(c => c.Name)], report.DataQuality.FaultyShare, report.Retrain.Decision);
}

/// <summary>How alerts are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Alert))]
internal sealed partial class AlertJson : JsonSerializerContext;

/// <summary>
/// Tells <see cref="ReportOptions.AlertUrl"/> that a verdict is not fine. The client retries by itself (standard resilience); a report
/// never fails for a notice that can't be delivered.
/// </summary>
internal sealed partial class AlertSender(HttpClient client, IOptions<ReportOptions> options, ILogger<AlertSender> logger)
{
    /// <summary>POSTs the notice as JSON; nothing happens if no address is set.</summary>
    public async Task SendAsync(string name, Report report, CancellationToken cancellationToken)
    {
        if (options.Value.AlertUrl is not { Length: > 0 } address) return;
        try
        {
            using var response = await client.PostAsJsonAsync(address, Alert.Of(name, report), AlertJson.Default.Alert, cancellationToken);
            response.EnsureSuccessStatusCode();
            LogSent(name);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException)
        {
            LogNotSent(name, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The alert on report {Name} is sent")]
    private partial void LogSent(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert on report {Name} could not be sent: {Reason}")]
    private partial void LogNotSent(string name, string reason);
}
