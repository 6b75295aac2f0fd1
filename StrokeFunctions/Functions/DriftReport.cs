using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Monitoring;

namespace StrokeFunctions.Functions;

/// <summary>Writes the reports on schedule (setting DriftReport__Schedule).</summary>
internal sealed class DriftReport(ReportWriter reports)
{
    [Function("DriftReport")]
    public Task RunAsync([TimerTrigger("%DriftReport:Schedule%", UseMonitor = true)] TimerInfo timer, CancellationToken ct) =>
        reports.WriteAllAsync(ct);
}
