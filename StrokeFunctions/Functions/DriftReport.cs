using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Training;

namespace StrokeFunctions.Functions;

/// <summary>Writes the reports on schedule (setting DriftReport__Schedule), then takes up datasets whose event was lost.</summary>
internal sealed class DriftReport(ReportWriter reports, LostDatasets lost)
{
    [Function("DriftReport")]
    public async Task RunAsync([TimerTrigger("%DriftReport:Schedule%", UseMonitor = true)] TimerInfo timer, CancellationToken ct)
    {
        await reports.WriteAllAsync(ct);
        await lost.TakeUpAsync(ct);
    }
}
