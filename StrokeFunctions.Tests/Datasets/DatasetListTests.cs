using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

/// <summary>GET /api/datasets through the front door.</summary>
public sealed class DatasetListTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Datasets_TellTheirStateAndReason_WhenTheyWereWorkedOn()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());
        await UploadAsync(app, "good.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 40)));
        await UploadAsync(app, "bad.csv", "a,b\n1,2\n"u8.ToArray());
        await Eventually.TrueAsync(async () =>
            (await ListAsync(app)).All(entry => entry.GetProperty("state").GetString() is "taken_in" or "refused")
        );

        var list = (await ListAsync(app)).ToDictionary(entry => entry.GetProperty("name").GetString()!);
        using var shown = JsonDocument.Parse(await app.Client.GetStringAsync("api/datasets/bad.csv", Ct));

        Assert.Equal("taken_in", list["good.csv"].GetProperty("state").GetString());
        Assert.Equal(40, list["good.csv"].GetProperty("comparison").GetProperty("new_patients").GetInt32());
        Assert.Equal("refused", list["bad.csv"].GetProperty("state").GetString());
        Assert.Equal("rejected", shown.RootElement.GetProperty("dataset").GetProperty("decision").GetString());
        Assert.Equal(12, shown.RootElement.GetProperty("summary").GetProperty("fault_count").GetInt32());
        Assert.Equal("bad.csv", shown.RootElement.GetProperty("history")[0].GetProperty("dataset").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Dataset_IsNotFound_WhenNothingOfThatNameCame()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());

        using var answer = await app.Client.GetAsync("api/datasets/absent.csv", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await ListAsync(app));
    }

    /// <summary>A worker that is killed leaves its dataset to the host, which delivers it again only after ten minutes.</summary>
    [Theory]
    [InlineData(5, false, null, DatasetState.WaitingForRedelivery)]
    [InlineData(5, true, null, DatasetState.Waiting)] // another instance may be at it
    [InlineData(5, false, "a.csv", DatasetState.Working)]
    [InlineData(0, false, null, DatasetState.Waiting)]
    public async Task Dataset_WaitsForRedelivery_WhenItLiesThereAndNobodyTrains(int minutes, bool trains, string? worksOn, object expected)
    {
        var store = await TestStorage.NewAsync(azurite);
        await store.CreateAsync(Containers.Datasets, "a.csv", "a"u8.ToArray(), "text/csv", Ct);
        var written = (await store.FindAsync(Containers.Datasets, "a.csv", Ct))!.LastModified;
        var trainingLock = new TrainingLock(store, TimeProvider.System);
        var list = new DatasetList(
            store,
            new ModelRegistry(store, TimeProvider.System),
            new RejectedRows(store),
            trainingLock,
            new FakeTimeProvider(written.AddMinutes(minutes))
        );
        await using var training = trains ? await trainingLock.AcquireAsync(Ct) : null;

        Assert.Equal(expected, Assert.Single(await list.ReadAsync(worksOn, Ct)).State);
        Assert.Equal(expected, (await list.FindAsync("a.csv", worksOn, Ct))!.Dataset.State);
    }

    private static async Task UploadAsync(TestApp app, string name, byte[] csv)
    {
        using var content = new StringContent(Encoding.UTF8.GetString(csv), Encoding.UTF8, "text/csv");
        (await app.Client.PostAsync($"api/datasets?name={name}", content, Ct)).EnsureSuccessStatusCode();
    }

    private static async Task<JsonElement[]> ListAsync(TestApp app) =>
        (await app.Client.GetFromJsonAsync<JsonElement[]>("api/datasets", Ct))!;
}
