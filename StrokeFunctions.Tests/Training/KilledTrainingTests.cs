using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public sealed class KilledTrainingTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    /// <summary>The restarted process has one core and this one has all of the machine's, which must change no byte either.</summary>
    [Fact]
    public async Task Restart_EndsInTheModelThatWasInTheMaking_WhenTheProcessWasKilledInTheMiddle()
    {
        var account = azurite.NewAccount();
        var store = await TestStorage.OpenAsync(account);
        var registry = new ModelRegistry(store, TimeProvider.System);
        var csv = DatasetCsv.Of(SyntheticRows.Draw(1, 450));
        await store.CreateAsync(Containers.Datasets, "first.csv", csv, "text/csv", Ct);

        await using (var killed = Start(account))
        {
            await Eventually.TrueAsync(() => Task.FromResult(killed.Output.Contains("hold-out", StringComparison.Ordinal)));
            await killed.SignalAsync("KILL");
            Assert.NotEqual(0, await killed.EndAsync());
        }

        Assert.Empty(await registry.ListAsync(Ct));
        Assert.Null((await registry.GetAliasesAsync(Ct)).Aliases.Champion);
        await EndLeasesAsync(account);
        await using var restarted = Start(account, ("DOTNET_PROCESSOR_COUNT", "1"));
        var champion = await Eventually.ValueAsync(async () => (await registry.GetAliasesAsync(Ct)).Aliases.Champion);

        var undisturbed = await TrainingApp.NewAsync(azurite);
        await undisturbed.UploadAsync("first.csv", csv);
        var expected = Assert.IsType<Promoted>(await undisturbed.Retraining.RunAsync("first.csv", Ct));
        Assert.Equal(
            await ReadModelAsync(undisturbed.Registry, expected.Version),
            await ReadModelAsync(registry, champion));
    }

    private static async Task<byte[]> ReadModelAsync(ModelRegistry registry, string version) =>
        (await registry.ReadFileAsync(await registry.GetManifestAsync(version, Ct), ModelRegistry.ModelFile, Ct)).ToArray();

    private static AppProcess Start(string account, params (string Name, string Value)[] settings) => AppProcess.Start(
        new Dictionary<string, string>(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["AzureWebJobsStorage"] = account,
            ["Sample__Upload"] = "false",
            ["Standalone__BlobPollInterval"] = "00:00:00.050",
            ["Training__Folds"] = "3",
            ["Training__InnerFolds"] = "3",
            ["Training__InnerRepeats"] = "1",
        },
        "--urls", $"http://127.0.0.1:{Emulator.FreePort()}");

    /// <summary>The leases of a killed process run out within a minute; the test doesn't wait for that.</summary>
    private static async Task EndLeasesAsync(string account)
    {
        var service = new BlobServiceClient(account);
        await foreach (var container in service.GetBlobContainersAsync(cancellationToken: Ct))
        {
            var client = service.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: Ct))
            {
                if (blob.Properties.LeaseStatus == LeaseStatus.Locked)
                    await client.GetBlobClient(blob.Name).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Ct);
            }
        }
    }
}
