using Microsoft.Extensions.Logging;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Makes the containers that are missing, while the app already serves. In Azure the template has made them; on a new account elsewhere,
/// such as an emulator's under the Functions host, nobody else does.
/// </summary>
internal sealed partial class ContainerSetup(BlobStore store, FirstAnswer first, TimeProvider clock, ILogger<ContainerSetup> logger)
    : DeferredService(first)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when every container exists.</summary>
    public Task Completion => _completion.Task;

    protected override async Task RunDeferredAsync(CancellationToken stopping)
    {
        if (await SucceedsAsync(store.EnsureContainersAsync, stopping)) _completion.TrySetResult();
    }

    /// <summary>Does something with storage, again and again until it succeeds; false when the app ends before that.</summary>
    public async Task<bool> SucceedsAsync(Func<CancellationToken, Task> prepare, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await prepare(stopping);
                return true;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return false;
            }
#pragma warning disable CA1031 // however storage failed (an error, a dead connection, retries used up), it is asked again
            catch (Exception exception)
#pragma warning restore CA1031
            {
                SetupFailed(logger, exception.FirstLine());
                await Task.Delay(RetryAfter, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage account could not be prepared, trying again: {Reason}")]
    private static partial void SetupFailed(ILogger logger, string reason);
}

/// <summary>The app cannot start on this machine as it is; the message says what to do.</summary>
internal sealed class StartException(string message) : Exception(message);
