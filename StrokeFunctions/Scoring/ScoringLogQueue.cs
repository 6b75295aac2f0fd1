using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Scoring;

/// <summary>
/// Takes what was scored off the request path and appends it to the scoring log in batches. The queue is bounded: when storage is slow or
/// broken, what finds no room is dropped and counted, and no request ever waits. Who is erased while an answer waits is not written.
/// </summary>
internal sealed partial class ScoringLogQueue : DeferredService
{
    private const int MaxBatch = 2000;

    /// <summary>The longest wait after an append that failed.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly Channel<ScoredPatient>? _queue;
    private readonly ScoringLog _log;
    private readonly LogErasure _erasure;
    private readonly FirstAnswer _first;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _interval;
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger<ScoringLogQueue> _logger;
    private long _dropped;
    private long _written;

    public ScoringLogQueue(
        ScoringLog log,
        LogErasure erasure,
        FirstAnswer first,
        IOptions<ScoringOptions> options,
        TimeProvider clock,
        ILogger<ScoringLogQueue> logger)
        : base(first)
    {
        (_log, _erasure, _first, _clock, _logger, _interval) = (log, erasure, first, clock, logger, options.Value.LogInterval);
        if (!options.Value.Log) return;
        _queue = Channel.CreateBounded<ScoredPatient>(
            new BoundedChannelOptions(options.Value.LogQueue) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Scored patients that are not in the log because there was no room or storage failed, since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Scored patients that were appended, since the start.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Puts an answer into the queue; never waits.</summary>
    public void Add(string modelVersion, ScoredName name, in Patient patient, double probability, bool atRisk) =>
        _queue?.Writer.TryWrite(new ScoredPatient(_clock.GetUtcNow(), modelVersion, name, patient, probability, atRisk));

    /// <summary>Ends the queue and writes what is in it, as long as the shutdown allows.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue?.Writer.TryComplete();
        _ending.TrySetResult();
        await _first.GiveAsync();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task RunDeferredAsync(CancellationToken stopping)
    {
        if (_queue is null) return;
        List<ScoredPatient> batch = [];
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stopping))
            {
                // A moment's patience makes one append of many answers, unless the end has come. (The reader's own completion comes only
                // after the last answer was read.)
                await Task.WhenAny(Task.Delay(_interval, _clock, stopping), _ending.Task);
                while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var scored)) batch.Add(scored);
                await AppendAsync(batch, stopping);
            }
        }
        finally
        {
            // Whoever stops the app has waited long enough.
            while (_queue.Reader.TryRead(out _)) batch.Add(default);
            Interlocked.Add(ref _dropped, batch.Count);
        }
    }

    /// <summary>
    /// Appends, again and again until it succeeds. Meanwhile the queue takes what it has room for, and drops and counts the rest.
    /// </summary>
    private async Task AppendAsync(List<ScoredPatient> batch, CancellationToken cancellationToken)
    {
        List<(string Id, DateTimeOffset At)> named = [.. batch.Where(s => s.Name.Id is not null).Select(s => (s.Name.Id!, s.At))];
        for (var wait = _interval; batch.Count > 0 || named.Count > 0; wait = wait * 2 < MaxWait ? wait * 2 : MaxWait)
        {
            var before = batch.Count;
            try
            {
                if (named.Count > 0)
                {
                    var erased = await _erasure.ErasedAsync(cancellationToken);
                    before -= batch.RemoveAll(s => s.Name.Id is { } id && erased.Covers(id, s.At));
                }

                await _log.AppendAsync(batch, cancellationToken);

                // Whoever was erased between the two is taken out; an erasure that begins now finds what was written.
                if (named.Count > 0) await _erasure.TakeOutErasedAsync(named, cancellationToken);
                named.Clear();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // whatever storage does, scoring goes on, and the log is tried again
            catch (Exception exception)
#pragma warning restore CA1031
            {
                AppendFailed(_logger, batch.Count, exception);
                await Task.Delay(wait, _clock, cancellationToken);
            }
            finally
            {
                Interlocked.Add(ref _written, before - batch.Count);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} scored patients could not be appended to the scoring log yet")]
    private static partial void AppendFailed(ILogger logger, int count, Exception exception);
}
