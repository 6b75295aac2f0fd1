using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>The container in which the Functions host keeps its own records too; ours have a folder of their own there.</summary>
internal static class HostContainer
{
    public const string Name = "azure-webjobs-hosts";

    private const string Folder = "stroke-functions-standalone";

    public static BlobClient HostBlob(this BlobServiceClient storage, string path) =>
        storage.GetBlobContainerClient(Name).GetBlobClient($"{Folder}/{path}");

    /// <summary>What a write to a record states while its lease is held.</summary>
    public static BlobRequestConditions Condition(this HeldLease lease) => new() { LeaseId = lease.Id };
}
