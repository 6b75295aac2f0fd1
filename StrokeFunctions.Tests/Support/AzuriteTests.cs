using Azure.Storage.Blobs;

namespace StrokeFunctions.Tests.Support;

public sealed class AzuriteTests(Azurite azurite)
{
    [Fact]
    public async Task NewAccount_IsEmpty_WhenAnotherTestHasWritten()
    {
        var other = new BlobServiceClient(azurite.NewAccount());
        await other.CreateBlobContainerAsync("models", cancellationToken: TestContext.Current.CancellationToken);

        var mine = new BlobServiceClient(azurite.NewAccount());

        Assert.Empty(mine.GetBlobContainers(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Single(other.GetBlobContainers(cancellationToken: TestContext.Current.CancellationToken));
    }
}
