using System.Text;
using Azure;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Storage;

public sealed class BlobStoreTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateAsync_WritesNothing_WhenTheBlobExists()
    {
        var store = await TestStorage.NewAsync(azurite);

        Assert.NotNull(await store.CreateAsync(Containers.Models, "a/b", Bytes("one"), "text/plain", Ct));
        Assert.Null(await store.CreateAsync(Containers.Models, "a/b", Bytes("two"), "text/plain", Ct));

        Assert.Equal("one", Text(await store.ReadAsync(Containers.Models, "a/b", Ct)));
    }

    /// <summary>
    /// An answer's header gives an ETag in quotes and a listing without: who compares the two would never find them equal.
    /// </summary>
    [Fact]
    public async Task ETag_IsTheSame_WhereverItIsReadFrom()
    {
        var store = await TestStorage.NewAsync(azurite);

        var created = await store.CreateAsync(Containers.Models, "a", Bytes("one"), "text/plain", Ct);

        Assert.DoesNotContain("\"", created, StringComparison.Ordinal);
        Assert.Equal(created, (await store.FindAsync(Containers.Models, "a", Ct))!.ETag);
        Assert.Equal(created, (await store.ReadAsync(Containers.Models, "a", Ct))!.ETag);
        Assert.Equal(created, (await store.ListAsync(Containers.Models, "", Ct).SingleAsync(Ct)).ETag);
        Assert.IsType<BlobChange.Unchanged>(store.ReadIfChanged(Containers.Models, "a", created, Ct));
    }

    [Fact]
    public async Task CreateAsync_WritesOnce_WhenManyTryAtATime()
    {
        var store = await TestStorage.NewAsync(azurite);

        var etags = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            store.CreateAsync(Containers.Models, "a", Bytes($"{i}"), "text/plain", Ct)));

        Assert.Single(etags, e => e is not null);
    }

    [Fact]
    public async Task CreateAsync_WritesNothing_WhenTheBlobExistsAndTheContentIsSentInPieces()
    {
        var store = await TestStorage.NewAsync(azurite);
        await store.CreateAsync(Containers.Models, "a", Bytes("one"), "text/plain", Ct);

        using var large = new MemoryStream(new byte[9 * 1024 * 1024]);
        Assert.Null(await store.CreateAsync(Containers.Models, "a", large, "text/plain", Ct));

        Assert.Equal("one", Text(await store.ReadAsync(Containers.Models, "a", Ct)));
    }

    [Fact]
    public async Task ReplaceAsync_WritesNothing_WhenTheBlobIsAnotherByNow()
    {
        var store = await TestStorage.NewAsync(azurite);
        var first = await store.CreateAsync(Containers.Models, "a", Bytes("one"), "text/plain", Ct);

        var second = await store.ReplaceAsync(Containers.Models, "a", Bytes("two"), "text/plain", first!, Ct);

        Assert.NotNull(second);
        Assert.Null(await store.ReplaceAsync(Containers.Models, "a", Bytes("three"), "text/plain", first!, Ct));
        Assert.Null(await store.ReplaceAsync(Containers.Models, "absent", Bytes("three"), "text/plain", first!, Ct));
        Assert.Equal("two", Text(await store.ReadAsync(Containers.Models, "a", Ct)));
    }

    [Fact]
    public async Task ReadIfChanged_TellsUnchangedFromChangedFromMissing()
    {
        var store = await TestStorage.NewAsync(azurite);
        Assert.IsType<BlobChange.Missing>(store.ReadIfChanged(Containers.Models, "a", null, Ct));
        var etag = await store.CreateAsync(Containers.Models, "a", Bytes("one"), "text/plain", Ct);

        Assert.IsType<BlobChange.Unchanged>(store.ReadIfChanged(Containers.Models, "a", etag, Ct));

        var next = await store.ReplaceAsync(Containers.Models, "a", Bytes("two"), "text/plain", etag!, Ct);
        var changed = Assert.IsType<BlobChange.Changed>(store.ReadIfChanged(Containers.Models, "a", etag, Ct));
        Assert.Equal(next, changed.Blob.ETag);
        Assert.Equal(next, (await store.FindAsync(Containers.Models, "a", Ct))?.ETag);
    }

    [Fact]
    public async Task AppendAsync_AddsNothing_WhenTheBlobHasGrownMeanwhile()
    {
        var store = await TestStorage.NewAsync(azurite);

        Assert.True(await store.AppendAsync(Containers.Models, "log", Bytes("one\n"), "text/plain", 0, Ct));
        Assert.False(await store.AppendAsync(Containers.Models, "log", Bytes("two\n"), "text/plain", 0, Ct));
        Assert.True(await store.AppendAsync(Containers.Models, "log", Bytes("three\n"), "text/plain", 4, Ct));

        Assert.Equal("one\nthree\n", Text(await store.ReadAsync(Containers.Models, "log", Ct)));
    }

    [Fact]
    public async Task OpenReadAsync_Fails_WhenTheBlobIsReplacedMeanwhile()
    {
        var store = await TestStorage.NewAsync(azurite);
        var etag = await store.CreateAsync(Containers.Datasets, "a.csv", Bytes("one"), "text/csv", Ct);
        await store.ReplaceAsync(Containers.Datasets, "a.csv", Bytes("two"), "text/csv", etag!, Ct);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(async () =>
        {
            await using var stream = await store.OpenReadAsync(Containers.Datasets, "a.csv", etag!, Ct);
            await stream.ReadExactlyAsync(new byte[3], Ct);
        });

        Assert.Equal(412, failure.Status);
    }

    [Fact]
    public async Task TryLeaseAsync_IsNull_UntilTheHolderReleases()
    {
        var store = await TestStorage.NewAsync(azurite);
        var held = await store.TryLeaseAsync(Containers.Training, "lock", TimeSpan.FromSeconds(15), Ct);

        Assert.Null(await store.TryLeaseAsync(Containers.Training, "lock", TimeSpan.FromSeconds(15), Ct));
        Assert.True(await held!.RenewAsync(Ct));
        await held.ReleaseAsync(Ct);

        Assert.NotNull(await store.TryLeaseAsync(Containers.Training, "lock", TimeSpan.FromSeconds(15), Ct));
        Assert.False(await held.RenewAsync(Ct));
    }

    [Fact]
    public async Task ReadAsync_Throws_WhenTheNameIsHostile()
    {
        var store = await TestStorage.NewAsync(azurite);

        await Assert.ThrowsAsync<ArgumentException>(() => store.ReadAsync(Containers.Reports, "../models/aliases.json", Ct));
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(Blob? blob) => blob is null ? null : Encoding.UTF8.GetString(blob.Content.Span);
}
