using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Standalone;

/// <summary>Three processes on one storage account, as the platform scales out.</summary>
public sealed class ThreeProcessesTests(Azurite azurite)
{
    private static readonly DateTimeOffset Missed = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_ServeOneChampion_AndDoEachPieceOfWorkOnce()
    {
        var account = azurite.NewAccount();
        var store = await TestStorage.OpenAsync(account);
        var registry = new ModelRegistry(store, TimeProvider.System);
        var timer = await MissedTimerAsync(account);
        await using var first = Start(account, out var firstClient);
        await using var second = Start(account, out var secondClient);
        await using var third = Start(account, out var thirdClient);
        AppProcess[] instances = [first, second, third];
        HttpClient[] clients = [firstClient, secondClient, thirdClient];
        await Eventually.TrueAsync(async () => (await ReadAsync(timer)).Last > Missed);

        string[] names = ["january.csv", "february.csv"];
        for (var i = 0; i < names.Length; i++)
        {
            await store.CreateAsync(Containers.Datasets, names[i], DatasetCsv.Of(SyntheticRows.Draw(seed: i + 1, 450)), "text/csv", Ct);
        }

        await Eventually.TrueAsync(async () => names.All((await registry.EventsAsync(Ct)).Select(e => e.Dataset?.Name).Contains));
        var champion = (await registry.GetAliasesAsync(Ct)).Aliases.Champion!;
        await AllServeAsync(clients, champion);

        var other = (await registry.ListAsync(Ct)).First(version => version != champion);
        using var answer = await secondClient.PostAsJsonAsync($"/api/models/{other}/promote", new { reason = "scale-out test" }, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        await AllServeAsync(clients, other);

        Assert.Equal(names.Order(), (await registry.EventsAsync(Ct)).Select(e => e.Dataset?.Name).OfType<string>().Order());
        var lines = instances.SelectMany(instance => instance.Output.Split('\n'));
        Assert.Single(lines, line => line.Contains("No report was written: There is no dataset yet.", StringComparison.Ordinal));
        foreach (var client in clients) client.Dispose();
    }

    /// <summary>The record of a timer whose last run is years ago, so that the first instance to see it must run it.</summary>
    private static async Task<BlobClient> MissedTimerAsync(string account)
    {
        var container = new BlobContainerClient(account, HostContainer.Name);
        await container.CreateIfNotExistsAsync(cancellationToken: Ct);
        var blob = new BlobServiceClient(account).HostBlob("timers/DriftReport.json");
        await blob.UploadAsync(BinaryData.FromObjectAsJson(new TimerRecord(Missed), HostJson.Default.TimerRecord), Ct);
        return blob;
    }

    private static async Task<TimerRecord> ReadAsync(BlobClient blob) =>
        (await blob.DownloadContentAsync(Ct)).Value.Content.ToObjectFromJson(HostJson.Default.TimerRecord)!;

    private static async Task AllServeAsync(IEnumerable<HttpClient> clients, string version)
    {
        foreach (var client in clients)
        {
            await Eventually.TrueAsync(async () => await ServingAsync(client) == version);
        }
    }

    /// <summary>The version that an instance answers with; nothing before its first model.</summary>
    private static async Task<string?> ServingAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/api/health/ready", UriKind.Relative), Ct);
            return (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))?["model"]?["version"]?.GetValue<string>();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static AppProcess Start(string account, out HttpClient client)
    {
        var address = $"http://127.0.0.1:{Emulator.FreePort()}";
        client = new HttpClient { BaseAddress = new Uri(address) };
        return AppProcess.Start(
            new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = account,
                ["Sample__Upload"] = "false",
                ["DriftReport__Schedule"] = "0 0 0 1 1 *",
                ["Standalone__BlobPollInterval"] = "00:00:00.050",
                ["Training__Retrain"] = "Always",
                ["Training__Folds"] = "3",
                ["Training__InnerFolds"] = "3",
                ["Training__InnerRepeats"] = "1",
            },
            "--urls", address);
    }
}
