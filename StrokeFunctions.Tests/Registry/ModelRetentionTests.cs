using System.Globalization;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Registry;

public sealed class ModelRetentionTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly AuditInfo Because = new("a test", "because");

    [Fact]
    public async Task ApplyAsync_KeepsWhatServed_WhatHasATag_AndTheNewest()
    {
        var store = await TestStorage.NewAsync(azurite);
        var registry = new ModelRegistry(store, TimeProvider.System);
        for (var day = 1; day <= 7; day++) await PublishAsync(store, registry, day);
        await registry.PromoteAsync(Version(1), Because, null, Ct);
        await registry.PromoteAsync(Version(2), Because, null, Ct);
        await registry.TagAsync("audited", Version(3), Because, Ct);

        var gone = await new ModelRetention(store, registry).ApplyAsync(2, "rows/table", Ct);

        Assert.Equal([Version(4), Version(5)], gone);
        Assert.Equal(
            [1, 2, 3, 6, 7],
            (await registry.ListAsync(Ct)).Select(version => int.Parse(version.AsSpan(6, 2), CultureInfo.InvariantCulture))
        );
        Assert.Empty(await store.ListAsync(Containers.Models, Version(4), Ct).ToListAsync(Ct));
        Assert.Equal(["rows/1", "rows/2", "rows/3", "rows/6", "rows/7", "rows/table"],
            await store.ListAsync(Containers.Training, "rows/", Ct).Select(blob => blob.Name).ToListAsync(Ct));
        Assert.Empty(await new ModelRetention(store, registry).ApplyAsync(2, "rows/table", Ct));
    }

    private static async Task PublishAsync(BlobStore store, ModelRegistry registry, int day)
    {
        foreach (var rows in (string[])[$"rows/{day}", "rows/table"])
            await store.CreateAsync(Containers.Training, rows, "rows"u8.ToArray(), "application/gzip", Ct);
        await registry.PublishAsync(
            Manifests.Of(Version(day), $"rows/{day}"),
            new Dictionary<string, ReadOnlyMemory<byte>> { [ModelRegistry.ModelFile] = Models.Random(1).ToJson() },
            Ct);
    }

    private static string Version(int day) => $"202601{day:00}T000000Z-00000001";
}
