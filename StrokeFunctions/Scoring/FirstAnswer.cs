using Microsoft.Extensions.Hosting;

namespace StrokeFunctions.Scoring;

/// <summary>
/// Until when a start does nothing but score: the first patients are answered, or nobody has asked for <see cref="MaxWait"/> since the
/// model was there. Where there is no model, nothing is waited for. What begins before would be compiled and run beside the first answer.
/// </summary>
internal sealed class FirstAnswer(ChampionModel champion, TimeProvider clock)
{
    /// <summary>How long after the model is there the first request may come.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it was given.</summary>
    public bool IsGiven => _given.Task.IsCompleted;

    /// <summary>Says that it was given, or that nobody is to wait for it any longer.</summary>
    public Task GiveAsync()
    {
        _given.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Waits until there is time for other things.</summary>
    /// <exception cref="OperationCanceledException">The app ends.</exception>
    public async Task WaitAsync(CancellationToken stopping)
    {
        await Task.WhenAny(_given.Task, UnaskedAsync(stopping));
        stopping.ThrowIfCancellationRequested();
    }

    private async Task UnaskedAsync(CancellationToken stopping)
    {
        if (await champion.GetAsync(stopping) is not null) await Task.Delay(MaxWait, clock, stopping);
    }
}

/// <summary>A service that a first answer doesn't need, and that begins after it.</summary>
internal abstract class DeferredService(FirstAnswer first) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await first.WaitAsync(stoppingToken);
        await RunDeferredAsync(stoppingToken);
    }

    /// <summary>Runs until the app ends.</summary>
    protected abstract Task RunDeferredAsync(CancellationToken stopping);
}
