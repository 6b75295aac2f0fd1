using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace StrokeFunctions.Hosting;

/// <summary>Makes the one storage client of the app from its settings.</summary>
internal static class StorageClient
{
    /// <summary>The newest storage API that Azurite 3.35 knows without being told to skip its check of it.</summary>
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2025_11_05;

    public static BlobServiceClient Create(StorageOptions options) => options.BlobServiceUri is { } uri
        ? new BlobServiceClient(uri, Identity(options), new BlobClientOptions(Version))
        : new BlobServiceClient(options.ConnectionString, new BlobClientOptions(Version));

    /// <summary>Kept apart so that the identity libraries are loaded only where an identity is used.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TokenCredential Identity(StorageOptions options)
    {
        var id = options.ClientId.Length == 0 ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(options.ClientId);
        return string.Equals(options.Credential, "managedidentity", StringComparison.OrdinalIgnoreCase)
            ? new ManagedIdentityCredential(id)
            : new DefaultAzureCredential();
    }
}
