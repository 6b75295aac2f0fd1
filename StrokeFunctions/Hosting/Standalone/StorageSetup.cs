using Azure.Storage.Blobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>Makes the containers that are missing and, where there is no model yet, uploads the sample dataset that trains a first one.</summary>
internal sealed partial class StorageSetup(
    BlobServiceClient storage,
    IOptions<StorageOptions> account,
    IOptions<SampleOptions> sample,
    TimeProvider clock,
    ILogger<StorageSetup> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when every container exists.</summary>
    public Task Completion => _completion.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!Completion.IsCompleted && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.WhenAll(Containers.All.Append(HostContainer.Name).Select(name =>
                    storage.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: stoppingToken)));
                if (sample.Value.Upload && account.Value.Emulator() is not null) await UploadSampleAsync(stoppingToken);
                _completion.TrySetResult();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // however storage failed (an error, a dead connection, retries used up), it is asked again
            catch (Exception exception)
#pragma warning restore CA1031
            {
                SetupFailed(logger, exception.FirstLine());
                await Task.Delay(RetryAfter, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task UploadSampleAsync(CancellationToken cancellationToken)
    {
        if (ProjectFolder.Find() is not { } folder) return;
        var file = Path.Combine(folder, "samples", SampleOptions.Name);
        if (!File.Exists(file) || await storage.GetBlobContainerClient(Containers.Models).GetBlobClient("aliases.json").ExistsAsync(cancellationToken)) return;
        await storage.GetBlobContainerClient(Containers.Datasets).GetBlobClient(SampleOptions.Name).UploadAsync(file, overwrite: true, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage account could not be prepared, trying again: {Reason}")]
    private static partial void SetupFailed(ILogger logger, string reason);
}
