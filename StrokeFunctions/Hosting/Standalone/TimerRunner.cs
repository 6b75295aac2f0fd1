using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Cronos;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// Runs the timer functions on their schedules (six cron fields, UTC). The last run is kept in storage: a run that was missed
/// is caught up once, and of several instances one runs it.
/// </summary>
internal sealed partial class TimerRunner(
    FunctionCatalog catalog,
    FunctionInvoker invoker,
    BlobServiceClient storage,
    StorageSetup setup,
    IConfiguration configuration,
    TimeProvider clock,
    FirstAnswer first,
    ILogger<TimerRunner> logger) : DeferredService(first)
{
    /// <summary>The longest wait: also how soon a change of the clock is noticed.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    /// <summary>The wait after storage failed, or while another instance runs the timer.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(2);

    /// <summary>A run this late was missed, not just slow to begin.</summary>
    private static readonly TimeSpan PastDueAfter = TimeSpan.FromSeconds(10);

    protected override async Task RunDeferredAsync(CancellationToken stopping)
    {
        await setup.Completion.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(catalog.Timers.Select(function => RunAsync(function, Schedule.Parse(function, configuration), stopping)));
    }

    private async Task RunAsync(TimerFunction function, CronExpression schedule, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = ShortWait;
            try
            {
                wait = await RunIfDueAsync(function, schedule, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // however storage failed (an error, a dead connection, retries used up), it is asked again
            catch (Exception exception)
#pragma warning restore CA1031
            {
                StorageFailed(logger, function.Name, exception.FirstLine());
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs the function if its time has come, and says how long to wait.</summary>
    private async Task<TimeSpan> RunIfDueAsync(TimerFunction function, CronExpression schedule, CancellationToken cancellationToken)
    {
        var blob = storage.HostBlob($"timers/{function.Name}.json");
        var record = await ReadAsync(blob, cancellationToken);
        if (WaitFor(schedule, record) is { } early) return early;

        await using var lease = await HeldLease.TryTakeAsync(blob, clock, cancellationToken);
        if (lease is null) return ShortWait;
        record = await ReadAsync(blob, cancellationToken);
        if (WaitFor(schedule, record) is { } done) return done;

        var due = schedule.GetNextOccurrence(record.Last, TimeZoneInfo.Utc)!.Value;
        var now = clock.GetUtcNow();
        await InvokeAsync(function, Describe(schedule, record, due, now), lease.Token);
        await WriteAsync(blob, new TimerRecord(now), lease.Condition(), CancellationToken.None);
        return TimeSpan.Zero;
    }

    /// <summary>How long until the next run is due; null when it is due now.</summary>
    private TimeSpan? WaitFor(CronExpression schedule, TimerRecord record)
    {
        if (schedule.GetNextOccurrence(record.Last, TimeZoneInfo.Utc) is not { } next) return MaxWait;
        var wait = next - clock.GetUtcNow();
        return wait <= TimeSpan.Zero ? null : wait < MaxWait ? wait : MaxWait;
    }

    private static TimerInfo Describe(CronExpression schedule, TimerRecord record, DateTimeOffset due, DateTimeOffset now) => new()
    {
        IsPastDue = now - due > PastDueAfter,
        ScheduleStatus = new ScheduleStatus
        {
            Last = record.Last.UtcDateTime,
            Next = schedule.GetNextOccurrence(now.UtcDateTime) ?? DateTime.MaxValue,
            LastUpdated = record.Last.UtcDateTime,
        },
    };

    private async Task InvokeAsync(TimerFunction function, TimerInfo timer, CancellationToken cancellationToken)
    {
        try
        {
            await invoker.InvokeAsync(function, timer, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // whatever a timer function throws, its next run comes as scheduled, as under the Functions host
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RunFailed(logger, function.Name, exception);
        }
    }

    /// <summary>The record; made now when there is none, so that the first run is the next one on the schedule.</summary>
    private async Task<TimerRecord> ReadAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var content = await blob.DownloadContentAsync(cancellationToken);
            return content.Value.Content.ToObjectFromJson(HostJson.Default.TimerRecord)!;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            var first = new TimerRecord(clock.GetUtcNow());
            await WriteAsync(blob, first, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
            return first;
        }
    }

    private static async Task WriteAsync(
        BlobClient blob,
        TimerRecord record,
        BlobRequestConditions conditions,
        CancellationToken cancellationToken
    ) =>
        await blob.UploadAsync(
            BinaryData.FromObjectAsJson(record, HostJson.Default.TimerRecord),
            new BlobUploadOptions { Conditions = conditions },
            cancellationToken
        );

    [LoggerMessage(Level = LogLevel.Error, Message = "The timer {Function} failed; it runs again as scheduled")]
    private static partial void RunFailed(ILogger logger, string function, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage did not serve the timer {Function}: {Reason}")]
    private static partial void StorageFailed(ILogger logger, string function, string reason);
}

/// <summary>When a timer ran last (or was first seen), kept so that a missed run is caught up once.</summary>
internal sealed record TimerRecord(DateTimeOffset Last);

/// <summary>Reads a timer's schedule: a cron expression of six fields in UTC, or a %setting% that holds one.</summary>
internal static class Schedule
{
    public static CronExpression Parse(TimerFunction function, IConfiguration configuration)
    {
        var text = function.Trigger.Schedule;
        if (text.Length > 2 && text[0] == '%' && text[^1] == '%')
        {
            var setting = text[1..^1];
            text =
                configuration[setting]
                ?? throw new StartException(
                    $"The setting {setting.Replace(":", "__", StringComparison.Ordinal)} (when {function.Name} runs) is not set."
                );
        }

        try
        {
            return CronExpression.Parse(text, CronFormat.IncludeSeconds);
        }
        catch (CronFormatException exception)
        {
            throw new StartException(
                $"\"{text}\" is no schedule for {function.Name}: {exception.Message} Six fields are needed, such as 0 0 0 * * 1 "
                    + "(Mondays at 00:00 UTC)."
            );
        }
    }
}
