using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

public sealed class ContainerSetupTests(Azurite azurite)
{
    [Fact]
    public async Task ContainersAreMade_UnderTheHostToo_SoThatANewAccountTakesADataset()
    {
        var account = azurite.NewAccount();
        using var app = IsolatedHost.Build([
            "--functions-uri",
            "http://127.0.0.1:1",
            "--functions-worker-id",
            "w",
            "--functions-request-id",
            "r",
            "--AzureWebJobsStorage",
            account,
        ]);
        var setup = app.Services.GetRequiredService<ContainerSetup>();

        var champion = app.Services.GetRequiredService<ChampionModel>();
        await champion.StartAsync(TestContext.Current.CancellationToken);
        await setup.StartAsync(TestContext.Current.CancellationToken);
        await setup.Completion.WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken);

        var containers = await new BlobServiceClient(account)
            .GetBlobContainersAsync(cancellationToken: TestContext.Current.CancellationToken)
            .Select(container => container.Name)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Containers.All.Order(StringComparer.Ordinal), containers);
        await setup.StopAsync(TestContext.Current.CancellationToken);
        await champion.StopAsync(TestContext.Current.CancellationToken);
    }
}
