using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// What standalone prepares beside the app's containers: one for its own records and, where there is no model yet, the sample dataset that
/// trains a first one.
/// </summary>
internal sealed class StorageSetup(
    ContainerSetup containers,
    BlobServiceClient storage,
    IOptions<StorageOptions> account,
    IOptions<SampleOptions> sample,
    FirstAnswer first
) : DeferredService(first)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when everything is prepared.</summary>
    public Task Completion => _completion.Task;

    protected override async Task RunDeferredAsync(CancellationToken stopping)
    {
        await containers.Completion.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (await containers.SucceedsAsync(PrepareAsync, stopping)) _completion.TrySetResult();
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await storage.GetBlobContainerClient(HostContainer.Name).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        if (sample.Value.Upload && account.Value.Emulator() is not null) await UploadSampleAsync(cancellationToken);
    }

    private async Task UploadSampleAsync(CancellationToken cancellationToken)
    {
        if (ProjectFolder.Find() is not { } folder) return;
        var file = Path.Combine(folder, "samples", SampleOptions.Name);
        if (
            !File.Exists(file)
            || await storage.GetBlobContainerClient(Containers.Models).GetBlobClient("aliases.json").ExistsAsync(cancellationToken)
        )
            return;
        await storage
            .GetBlobContainerClient(Containers.Datasets)
            .GetBlobClient(SampleOptions.Name)
            .UploadAsync(file, overwrite: true, cancellationToken);
    }
}
