using Azure;
using Azure.Storage.Blobs;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Standalone;

public sealed class BlobWatcherTests(Azurite azurite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Blob_IsHandedOverOnce_WhenItLands()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe();
        await using (var app = await ProbeApp.StartAsync(storage, probe))
        {
            await UploadAsync(storage, "datasets", "a/b.csv", "1");
            await Eventually.TrueAsync(() => Task.FromResult(!probe.Calls.IsEmpty));
        }

        await using var again = await ProbeApp.StartAsync(storage, probe);
        await UploadAsync(storage, "datasets", "c.csv", "1");
        await Eventually.TrueAsync(() => Task.FromResult(probe.Calls.Count > 1));

        Assert.Equal(["Ingest datasets/a/b.csv a/b.csv", "Ingest datasets/c.csv c.csv"], probe.Calls);
    }

    [Fact]
    public async Task Blob_IsHandedOverAgain_WhenItsContentChanges()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe();
        await using var app = await ProbeApp.StartAsync(storage, probe);

        await UploadAsync(storage, "scoring-batches", "x.y.csv", "1");
        await Eventually.TrueAsync(() => Task.FromResult(probe.Calls.Count == 1));
        await UploadAsync(storage, "scoring-batches", "x.y.csv", "2");
        await Eventually.TrueAsync(() => Task.FromResult(probe.Calls.Count == 2));

        Assert.Equal(["Score x.y.csv x.y csv", "Score x.y.csv x.y csv"], probe.Calls);
    }

    [Fact]
    public async Task Blob_IsSetAside_WhenEveryAttemptFails()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe { Act = (_, _) => throw new InvalidDataException("not today") };
        await using var app = await ProbeApp.StartAsync(storage, probe, new() { ["Standalone:BlobPollInterval"] = "00:00:00.010" });

        await UploadAsync(storage, "datasets", "bad.csv", "1");
        var hosts = new BlobContainerClient(storage, "azure-webjobs-hosts");
        var poison = await Eventually.ValueAsync(async () =>
            await hosts
                .GetBlobsAsync(
                    Azure.Storage.Blobs.Models.BlobTraits.None,
                    Azure.Storage.Blobs.Models.BlobStates.None,
                    "stroke-functions-standalone/poison/Ingest/datasets/bad.csv/",
                    Ct
                )
                .FirstOrDefaultAsync(Ct)
        );

        Assert.Equal(5, probe.Calls.Count);
        Assert.Contains(
            "not today",
            (await hosts.GetBlobClient(poison.Name).DownloadContentAsync(Ct)).Value.Content.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Blob_IsHandedOverAgainAndAgain_WhenStorageFails()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe();
        probe.Act = (_, _) => probe.Calls.Count <= 7 ? throw new RequestFailedException(503, "The server is busy.") : Task.CompletedTask;
        await using var app = await ProbeApp.StartAsync(storage, probe, new() { ["Standalone:BlobPollInterval"] = "00:00:00.010" });

        await UploadAsync(storage, "datasets", "late.csv", "1");
        await Eventually.TrueAsync(() => Task.FromResult(probe.Calls.Count == 8));

        var hosts = new BlobContainerClient(storage, "azure-webjobs-hosts");
        Assert.Empty(hosts.GetBlobs(prefix: "stroke-functions-standalone/poison/", traits: default, states: default,
            cancellationToken: Ct));
    }

    [Fact]
    public async Task Blob_IsHandedToOneInstance_WhenSeveralShareTheStorage()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe();
        await using var one = await ProbeApp.StartAsync(storage, probe);
        await using var two = await ProbeApp.StartAsync(storage, probe);
        await using var three = await ProbeApp.StartAsync(storage, probe);

        var names = Enumerable.Range(0, 10).Select(i => $"{i}.csv").ToArray();
        foreach (var name in names) await UploadAsync(storage, "datasets", name, name);
        await Eventually.TrueAsync(() => Task.FromResult(probe.Calls.Count >= names.Length));

        Assert.Equal(names.Select(name => $"Ingest datasets/{name} {name}"), probe.Calls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Blob_IsHandedOverAfterARestart_WhenTheAppStoppedMeanwhile()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe { Act = (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken) };
        await using (var app = await ProbeApp.StartAsync(storage, probe))
        {
            await UploadAsync(storage, "datasets", "slow.csv", "1");
            await Eventually.TrueAsync(() => Task.FromResult(!probe.Calls.IsEmpty));
        }

        probe.Act = (_, _) => Task.CompletedTask;
        await using var again = await ProbeApp.StartAsync(storage, probe);
        await Eventually.TrueAsync(() => Task.FromResult(probe.Calls.Count == 2));
    }

    private static async Task UploadAsync(string storage, string container, string name, string content) =>
        await new BlobClient(storage, container, name).UploadAsync(BinaryData.FromString(content), overwrite: true, Ct);
}
