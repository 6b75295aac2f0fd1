using System.Net.Http.Json;
using System.Text.Json.Nodes;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>Three processes on one storage account, as the platform scales out.</summary>
public sealed class ScaleOutTests(Azurite azurite)
{
    private const int Instances = 3;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_ServeOneChampion_AndWorkOffEachDatasetOnce()
    {
        var account = azurite.NewAccount();
        var store = await Storage.OpenAsync(account);
        var registry = new ModelRegistry(store, TimeProvider.System);
        await using var first = Start(account, out var firstClient);
        await using var second = Start(account, out var secondClient);
        await using var third = Start(account, out var thirdClient);
        HttpClient[] clients = [firstClient, secondClient, thirdClient];
        Assert.Equal(Instances, clients.Length);

        foreach (var (seed, name) in new[] { (1, "january.csv"), (2, "february.csv") })
        {
            await store.CreateAsync(Containers.Datasets, name, DatasetCsv.Of(SyntheticRows.Draw(seed, 450)), "text/csv", Ct);
        }

        await Eventually.TrueAsync(async () => (await registry.EventsAsync(Ct)).Count(e => e.Dataset is not null) >= 2);
        var events = await registry.EventsAsync(Ct);
        Assert.Equal(["february.csv", "january.csv"], events.Select(e => e.Dataset!.Name).Order());
        var champion = (await registry.GetAliasesAsync(Ct)).Aliases.Champion!;
        await AllServeAsync(clients, champion);

        var other = (await registry.ListAsync(Ct)).First(version => version != champion);
        using var answer = await secondClient.PostAsJsonAsync($"/api/models/{other}/promote", new { reason = "scale-out test" }, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        await AllServeAsync(clients, other);

        foreach (var client in clients) client.Dispose();
    }

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
        var address = $"http://127.0.0.1:{AppProcess.FreePort()}";
        client = new HttpClient { BaseAddress = new Uri(address) };
        return AppProcess.Start(
            new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = account,
                ["Sample__Upload"] = "false",
                ["Standalone__BlobPollInterval"] = "00:00:00.050",
                ["Training__Retrain"] = "Always",
                ["Training__Folds"] = "3",
                ["Training__InnerFolds"] = "3",
                ["Training__InnerRepeats"] = "1",
            },
            "--urls", address);
    }
}
