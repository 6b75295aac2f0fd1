using Azure.Storage.Blobs;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Tests.Support;

/// <summary>An empty storage account of a test, with the app's containers.</summary>
internal static class TestStorage
{
    /// <summary>A store over an account that no other test uses.</summary>
    public static Task<BlobStore> NewAsync(Azurite azurite) => OpenAsync(azurite.NewAccount());

    /// <summary>A store over an account given by its connection string.</summary>
    public static async Task<BlobStore> OpenAsync(string account)
    {
        var store = new BlobStore(new BlobServiceClient(account));
        await store.EnsureContainersAsync(TestContext.Current.CancellationToken);
        return store;
    }
}
