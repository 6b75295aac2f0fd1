using System.Globalization;
using System.Text;
using Azure.Storage.Blobs;
using StrokeFunctions.Datasets;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

/// <summary>The scoring log consists of append blobs, which can't be changed, and of which the newest is being written.</summary>
public sealed class LogErasureTests(Azurite azurite)
{
    private const string Blob = "2026/01/31/09-abcdef012345.jsonl";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_LeavesABlobAlone_ThatDoesNotHoldThePatient()
    {
        var store = await TestStorage.NewAsync(azurite);
        await AppendAsync(store, Blob, """{"id":"47","note":"4711"}""", """{"id":4711}""", "not JSON 4711");
        var before = await store.FindAsync(Containers.ScoringLog, Blob, Ct);

        Assert.Equal((0, 0), await new LogErasure(store, new TrainingTable(store)).RunAsync("4711", Ct));

        Assert.Equal(before, await store.FindAsync(Containers.ScoringLog, Blob, Ct));
    }

    /// <summary>What was appended after the erasure is the blob's own again; the copy lies beside it.</summary>
    [Fact]
    public async Task RunAsync_KeepsWhatIsScoredAfterwards()
    {
        var store = await TestStorage.NewAsync(azurite);
        await AppendAsync(store, Blob, Line("a", 1), Line("b", 2));
        await new LogErasure(store, new TrainingTable(store)).RunAsync("a", Ct);
        await AppendAsync(store, Blob, Line("c", 3), Line("a", 4));

        Assert.Equal((1, 0), await new LogErasure(store, new TrainingTable(store)).RunAsync("a", Ct));

        Assert.Equal([Line("b", 2), Line("c", 3)], await LinesAsync(store));
    }

    /// <summary>Cut off after the copy was written and before the blob was deleted.</summary>
    [Fact]
    public async Task RunAsync_WritesTheSameCopy_WhenItWasCutOff()
    {
        var (cutOff, whole) = (await TestStorage.NewAsync(azurite), await TestStorage.NewAsync(azurite));
        foreach (var store in (BlobStore[])[cutOff, whole])
            await AppendAsync(store, Blob, Line("a", 1), Line("b", 2));
        await new LogErasure(whole, new TrainingTable(whole)).RunAsync("a", Ct);
        var copy = Assert.Single(await NamesAsync(whole));
        await AppendAsync(cutOff, copy, Line("b", 2));

        await new LogErasure(cutOff, new TrainingTable(cutOff)).RunAsync("a", Ct);

        Assert.Equal([copy], await NamesAsync(cutOff));
        Assert.Equal([Line("b", 2)], await LinesAsync(cutOff));
    }

    [Fact]
    public async Task RunAsync_KeepsOutcomesInTheOrderOfTelling()
    {
        const string Month = "outcomes/2026/01.jsonl";
        var store = await TestStorage.NewAsync(azurite);
        await AppendAsync(store, Month, Line("a", 1), Line("b", 2));
        await new LogErasure(store, new TrainingTable(store)).RunAsync("a", Ct);
        await AppendAsync(store, Month, Line("c", 3), Line("b", 4));
        await new LogErasure(store, new TrainingTable(store)).RunAsync("c", Ct);
        await AppendAsync(store, Month, Line("b", 5), Line("d", 6));

        Assert.Equal((0, 1), await new LogErasure(store, new TrainingTable(store)).RunAsync("d", Ct));

        Assert.Equal([Line("b", 2), Line("b", 4), Line("b", 5)], await LinesAsync(store));
    }

    /// <summary>More than one append of 4 MiB, so that it is put together of pieces.</summary>
    [Fact]
    public async Task RunAsync_CopiesALargeBlobInPieces()
    {
        var store = await TestStorage.NewAsync(azurite);
        var padding = new string('x', 1000);
        string[] lines = [.. Enumerable.Range(0, 9000).Select(i => $$"""{"id":"{{i}}","padding":"{{padding}}"}""")];
        foreach (var piece in lines.Chunk(3000))
            await AppendAsync(store, Blob, piece);

        Assert.Equal((1, 0), await new LogErasure(store, new TrainingTable(store)).RunAsync("4711", Ct));

        Assert.Equal(lines.Where((_, i) => i != 4711), await LinesAsync(store));
    }

    /// <summary>A blob that grows with each look is given up, and whole: its writer goes on in it.</summary>
    [Fact]
    public async Task DeleteIfUnchanged_LeavesABlob_ThatWasAppendedTo()
    {
        var store = await TestStorage.NewAsync(azurite);
        await AppendAsync(store, Blob, Line("a", 1));
        var before = (await store.FindAsync(Containers.ScoringLog, Blob, Ct))!;
        await AppendAsync(store, Blob, Line("a", 2));

        Assert.False(await store.DeleteIfUnchangedAsync(Containers.ScoringLog, Blob, before.ETag, Ct));

        Assert.Equal([Line("a", 1), Line("a", 2)], await LinesAsync(store));
    }

    /// <summary>Another instance writes its blob all the time: that one waits, and the others are done.</summary>
    [Fact]
    public async Task RunAsync_DoesTheOthers_WhereOneBlobIsWrittenAllTheTime()
    {
        const string later = "2026/01/31/10-abcdef012345.jsonl";
        var account = azurite.NewAccount();
        var direct = await TestStorage.OpenAsync(account);
        await AppendAsync(direct, Blob, Line("a", 1), Line("b", 2));
        await AppendAsync(direct, later, Line("a", 3), Line("c", 4));
        await using var proxy = await StorageProxy.StartAsync(account);
        var number = 10;
        proxy.Begin(async call =>
        {
            if (call.Method == "DELETE" && call.Path.EndsWith(Blob, StringComparison.Ordinal))
                await AppendAsync(direct, Blob, Line("b", number++));
            return StorageAct.Pass;
        });
        var store = new BlobStore(new BlobServiceClient(proxy.ConnectionString));

        Assert.Null(await new LogErasure(store, new TrainingTable(store)).RunAsync("a", Ct));

        Assert.True(number > 10);
        var lines = await LinesAsync(direct);
        Assert.Contains(Line("a", 1), lines);
        Assert.DoesNotContain(Line("a", 3), lines);
        Assert.Contains(Line("c", 4), lines);
    }

    private static string Line(string id, int number) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","number":{{number}}}""");

    private static Task AppendAsync(BlobStore store, string name, params string[] lines) =>
        store.AppendOnceAsync(
            Containers.ScoringLog,
            name,
            Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))),
            "application/x-ndjson",
            Ct
        );

    private static async Task<List<string>> NamesAsync(BlobStore store) =>
        await store.ListAsync(Containers.ScoringLog, "", Ct).Select(blob => blob.Name).ToListAsync(Ct);

    private static async Task<List<string>> LinesAsync(BlobStore store)
    {
        var lines = new List<string>();
        foreach (var name in await NamesAsync(store))
        {
            await foreach (var line in store.ReadLinesAsync(Containers.ScoringLog, name, Ct))
                lines.Add(line);
        }

        return lines;
    }
}
