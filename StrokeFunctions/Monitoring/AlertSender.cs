using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace StrokeFunctions.Monitoring;

/// <summary>Tells <see cref="ReportOptions.AlertUrl"/> that a verdict is not fine. The client retries by itself (standard resilience); a report never fails for a notice that can't be delivered.</summary>
internal sealed partial class AlertSender(HttpClient client, IOptions<ReportOptions> options, ILogger<AlertSender> logger)
{
    /// <summary>POSTs the notice as JSON; nothing happens if no address is set.</summary>
    public async Task SendAsync(string name, Report report, CancellationToken ct)
    {
        if (options.Value.AlertUrl is not { Length: > 0 } address) return;
        try
        {
            using var response = await client.PostAsJsonAsync(address, Alert.Of(name, report), AlertJson.Default.Alert, ct);
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
