using Azure.Storage.Blobs;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Tests.Support;

/// <summary>An empty storage account of a test, with the app's containers.</summary>
internal static class Storage
{
    /// <summary>A store over an account that no other test uses.</summary>
    public static async Task<BlobStore> NewAsync(Azurite azurite)
    {
        var store = new BlobStore(new BlobServiceClient(azurite.NewAccount()));
        await store.EnsureContainersAsync(TestContext.Current.CancellationToken);
        return store;
    }
}
