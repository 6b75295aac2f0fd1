using System.Net;
using System.Text;
using Azure.Storage.Blobs;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

public sealed class ContainerSetupTests(Azurite azurite)
{
    [Fact]
    public async Task ContainersAreMade_UnderTheHostToo_SoThatANewAccountTakesADataset()
    {
        var account = azurite.NewAccount();
        await using var app = await CustomHandlerApp.StartAsync(account);

        await Eventually.TrueAsync(async () =>
        {
            using var body = new StringContent("id\n", Encoding.UTF8, "text/csv");
            using var answer = await app.Client.PostAsync(new Uri("/api/datasets?name=first.csv", UriKind.Relative), body, TestContext.Current.CancellationToken);
            return answer.StatusCode == HttpStatusCode.Accepted;
        });

        await foreach (var container in new BlobServiceClient(account).GetBlobContainersAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.Contains(container.Name, Containers.All);
        }
    }
}
