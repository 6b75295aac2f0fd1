using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Registry;

/// <summary>Through a real training and a real listing: what the two say of one upload must be equal.</summary>
public sealed class LoadedModelTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task MeasuredModel_IsTheOneBefore_WhenTheChampionWasTrainedOnTheDataset()
    {
        var app = await TrainedTwiceAsync();
        var models = (await app.Registry.DescribeAsync(Ct)).Models;
        var (first, champion) = (
            models.Single(m => m.Dataset == "first.csv").Version,
            models.Single(m => m.Dataset == "second.csv").Version
        );
        await app.Registry.PromoteAsync(champion, new AuditInfo("a test", "to see"), null, Ct);
        var newest = await app.Store.ListAsync(Containers.Datasets, "second", Ct).SingleAsync(Ct);

        var reference = await MeasuredModel.LoadAsync(app.Registry, newest, Ct);

        Assert.Equal(first, reference!.Loaded.Model.Version);
        Assert.False(reference.IsChampion);
        Assert.Contains("measured is the model before it, which had not seen the file", reference.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithReferenceAsync_ReadsTheProfileThatAManifestOfSchemaOneHolds()
    {
        var app = await TrainedTwiceAsync();
        var version = (await app.Registry.DescribeAsync(Ct)).Models[0].Version;
        var now = await (await LoadedModel.LoadAsync(app.Registry, version, Ct)).WithReferenceAsync(app.Registry, Ct);
        await RewriteAsSchemaOneAsync(app.Store, version);

        var older = await (await LoadedModel.LoadAsync(app.Registry, version, Ct)).WithReferenceAsync(app.Registry, Ct);

        Assert.NotNull(older.Manifest.Reference);
        Assert.Equal(Json(now.Reference!), Json(older.Reference!));
        Assert.Equal(now.Evaluation.Overall, older.Evaluation.Overall);
        Assert.Equal(now.Evaluation.Curves.Importance, older.Evaluation.Curves.Importance);
        Assert.Equal(now.Manifest.Candidates, older.Manifest.Candidates);
        Assert.True(now.Evaluation.Overall.RocAuc.Value > 0.5);

        static string Json(ReferenceProfile profile) => JsonSerializer.Serialize(profile, RegistryJson.Default.ReferenceProfile);
    }

    /// <summary>The manifest as the program wrote it before: with the profile inside, and longer names.</summary>
    private static async Task RewriteAsSchemaOneAsync(BlobStore store, string version)
    {
        var (path, profile) = ($"{version}/{ModelRegistry.ManifestFile}", $"{version}/{ModelRegistry.ReferenceFile}");
        var blob = (await store.ReadAsync(Containers.Models, path, Ct))!;
        var json = JsonNode.Parse(
            Encoding.UTF8.GetString(blob.Content.Span).Replace("\"roc_auc", "\"area_under_roc_curve", StringComparison.Ordinal)
        )!;
        json["schema"] = 1;
        json["reference"] = JsonNode.Parse((await store.ReadAsync(Containers.Models, profile, Ct))!.Content.Span);
        ((JsonObject)json["files"]!).Remove(ModelRegistry.ReferenceFile);
        await store.ReplaceAsync(
            Containers.Models,
            path,
            JsonSerializer.SerializeToUtf8Bytes(json),
            "application/json",
            blob.ETag,
            Ct
        );
    }

    [Fact]
    public async Task LostDatasets_AreNone_WhenEachWasWorkedOn()
    {
        var app = await TrainedTwiceAsync();
        await app.UploadAsync("copy.csv", (await app.Store.ReadAsync(Containers.Datasets, "first.csv", Ct))!.Content.ToArray());
        Assert.IsType<AlreadyDone>(await app.Retraining.RunAsync("copy.csv", Ct));

        var lost = LostDatasets.Among(
            await app.Store.ListAsync(Containers.Datasets, "", Ct).ToListAsync(Ct),
            await app.Registry.EventsAsync(Ct), TimeProvider.System.GetUtcNow().AddDays(1));

        Assert.Empty(lost);
    }

    [Fact]
    public void DatasetSource_HasNoQuotesAroundItsETag_WhenItWasWrittenWithThem() =>
        Assert.Equal("0x1", new DatasetSource("a.csv", "\"0x1\"", "00", default).ETag);

    private async Task<TrainingApp> TrainedTwiceAsync()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Always);
        var rows = SyntheticRows.Draw(1, 1400);
        await app.UploadAsync("first.csv", DatasetCsv.Of(rows[..700]));
        await app.UploadAsync("second.csv", DatasetCsv.Of(rows[700..]));
        await app.Retraining.RunAsync("first.csv", Ct);
        await app.Retraining.RunAsync("second.csv", Ct);
        return app;
    }
}
