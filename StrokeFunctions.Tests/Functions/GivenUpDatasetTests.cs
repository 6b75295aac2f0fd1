using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Functions;

/// <summary>A dataset that was answered 202 is never given up in silence.</summary>
public sealed class GivenUpDatasetTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dataset_IsShownAsGivenUp_AndTakenInWhenItIsUploadedAgain()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount(), new Dictionary<string, string?>
        {
            ["Training:Retrain"] = "Never",
            ["Standalone:BlobPollInterval"] = "00:00:00.010",
            ["Scoring:UpkeepInterval"] = "00:00:00.050",
        });
        var store = app.Services.GetRequiredService<BlobStore>();
        await UploadAsync(app, "first.csv", 0);
        await EventAsync(app, "first.csv", ModelEventKind.NotNeeded);
        var rows = (await app.Services.GetRequiredService<TrainingTable>().ReadIndexAsync(Ct)).Blob;
        var content = (await store.ReadAsync(Containers.Training, rows, Ct))!.Content;
        await store.DeleteAsync(Containers.Training, rows, Ct);

        var before = await UploadAsync(app, "second.csv", 40);
        var told = await EventAsync(app, "second.csv", ModelEventKind.Failed);
        await Eventually.TrueAsync(async () => await GivenUpAsync(app) == 1);
        Assert.Equal("failed",
            (await app.Client.GetFromJsonAsync<JsonElement>("api/datasets/second.csv",
                Ct)).GetProperty("dataset").GetProperty("state").GetString());
        await store.CreateAsync(Containers.Training, rows, content, "application/gzip", Ct);
        var after = await UploadAsync(app, "second.csv", 40);
        await EventAsync(app, "second.csv", ModelEventKind.NotNeeded);

        Assert.Contains(nameof(CorruptBlobException), told.Reason, StringComparison.Ordinal);
        Assert.NotEqual(before, after);
        Assert.Equal(80, (await app.Services.GetRequiredService<TrainingTable>().ReadAsync(Ct)).Rows.Count);
        await Eventually.TrueAsync(async () => await GivenUpAsync(app) == 0);
    }

    private static async Task<string?> UploadAsync(TestApp app, string name, int first)
    {
        var csv = Encoding.UTF8.GetString(DatasetCsv.Of(SyntheticRows.Draw(1, 80)[first..(first + 40)]));
        using var answer = await app.Client.PostAsync($"api/datasets?name={name}", new StringContent(csv, Encoding.UTF8, "text/csv"), Ct);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("etag").GetString();
    }

    private static Task<ModelEvent> EventAsync(TestApp app, string name, ModelEventKind kind) => Eventually.ValueAsync(async () =>
        (await app.Services.GetRequiredService<ModelRegistry>().EventsAsync(Ct)).LastOrDefault(e => e.Dataset?.Name == name
            && e.Kind == kind));

    private static async Task<int> GivenUpAsync(TestApp app)
    {
        using var answer = await app.Client.GetAsync("api/health/ready", Ct);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("given_up_datasets").GetInt32();
    }
}
