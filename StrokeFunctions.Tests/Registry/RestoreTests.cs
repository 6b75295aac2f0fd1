using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Registry;

/// <summary>The order of docs/operations.md, into an empty account: whoever sees an alias sees a whole model.</summary>
public sealed class RestoreTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registry_ShowsNoChampion_UntilItIsWhole_WhenRestoredInTheGuidesOrder()
    {
        var (backup, restored) = (await TestStorage.NewAsync(azurite), await TestStorage.NewAsync(azurite));
        await Champion.PublishAsync(new ModelRegistry(backup, TimeProvider.System), Champion.Version, Models.Random(1));
        await backup.CreateAsync(Containers.Datasets, "first.csv", "a"u8.ToArray(), "text/csv", Ct);
        await backup.CreateAsync(Containers.Training, "table.json", "{}"u8.ToArray(), "application/json", Ct);
        var registry = new ModelRegistry(restored, TimeProvider.System);

        foreach (var (container, name) in await InOrderAsync(backup))
        {
            Assert.Null((await registry.GetAliasesAsync(Ct)).Aliases.Champion);
            await CopyAsync(backup, restored, container, name);
        }

        Assert.Equal(Champion.Version, (await registry.GetAliasesAsync(Ct)).Aliases.Champion);
        Assert.Equal(Champion.Version, (await LoadedModel.LoadAsync(registry, Champion.Version, Ct)).Manifest.Version);
        Assert.Equal(ModelEventKind.Promoted, (await registry.EventsAsync(Ct))[^1].Kind);
    }

    /// <summary>Datasets and training first, then the version folders, then what lies beside them, the aliases last.</summary>
    private static async Task<IReadOnlyList<(string Container, string Name)>> InOrderAsync(BlobStore store)
    {
        var blobs = new List<(string Container, string Name)>();
        foreach (var container in (string[])[Containers.Datasets, Containers.Training, Containers.Models])
        {
            await foreach (var blob in store.ListAsync(container, "", Ct))
                blobs.Add((container, blob.Name));
        }

        return
        [
            .. blobs.OrderBy(blob =>
                blob.Container == Containers.Models
                    ? blob.Name.Contains('/')
                        ? 1
                        : blob.Name == "aliases.json"
                            ? 3
                            : 2
                    : 0
            ),
        ];
    }

    private static async Task CopyAsync(BlobStore from, BlobStore to, string container, string name)
    {
        var content = (await from.ReadAsync(container, name, Ct))!.Content;
        if (name.EndsWith(".jsonl", StringComparison.Ordinal))
            Assert.True(await to.AppendAsync(container, name, content, "application/x-ndjson", 0, Ct));
        else
            Assert.NotNull(await to.CreateAsync(container, name, content, "application/octet-stream", Ct));
    }
}
