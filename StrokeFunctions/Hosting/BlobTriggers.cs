using Microsoft.Azure.Functions.Worker;

namespace StrokeFunctions.Hosting;

/// <summary>
/// What every blob trigger of this app has in common.
/// Event Grid never fires locally and polling never fires on Flex Consumption, so the source is chosen when the app is
/// built, by the MSBuild property BlobTriggerSource.
/// </summary>
internal static class BlobTriggers
{
    /// <summary>The setting that names the storage account.</summary>
    public const string Connection = "AzureWebJobsStorage";

#if BLOB_EVENTS
    /// <summary>How the host learns of a blob: events.</summary>
    public const BlobTriggerSource Source = BlobTriggerSource.EventGrid;
#else
    /// <summary>How the host learns of a blob: polling.</summary>
    public const BlobTriggerSource Source = BlobTriggerSource.LogsAndContainerScan;
#endif
}
