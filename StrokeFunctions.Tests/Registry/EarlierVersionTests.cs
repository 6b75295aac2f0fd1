using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Registry;

/// <summary>A store as the program wrote it before there were updates: manifest of schema 1, aliases and events of that time.</summary>
public sealed class EarlierVersionTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task AStoreOfAnEarlierVersion_IsRead_AndUpdatedOnTopOf()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.RetrainAfterShare = 100);
        await app.UploadAsync("first.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 700)));
        var version = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct)).Version;
        var now = await app.Registry.GetManifestAsync(version, Ct);
        await RewriteManifestAsync(app.Store, version);
        var promoted = await RewriteEventsAsync(app.Store);
        await RewriteAliasesAsync(app.Store, version, promoted);

        var manifest = await app.Registry.GetManifestAsync(version, Ct);
        var (aliases, events) = ((await app.Registry.GetAliasesAsync(Ct)).Aliases, await app.Registry.EventsAsync(Ct));
        var champion = await LoadedChampion.LoadAsync(app.Registry, Ct);

        Assert.Equal((UpdateKind.Refit, null, null), (manifest.Update, manifest.Layer, manifest.Decision.Change));
        Assert.Equal(now.Evaluation.Overall, manifest.Evaluation.Overall);
        Assert.Equal(now.Lineage.Datasets, manifest.Lineage.Datasets);
        Assert.Equal(now.Decision.Evidence!.Challenger, manifest.Decision.Evidence!.Challenger);
        Assert.Equal((version, null, false), (aliases.Champion, aliases.Previous, aliases.Pinned));
        Assert.Equal("v1", Assert.Single(aliases.Tags).Key);
        Assert.Equal((ModelEventKind.Promoted, version), (Assert.Single(events).Kind, events[0].Version));
        Assert.Equal(700, champion.Serving!.Reference!.Rows);
        Assert.IsType<AlreadyDone>(await app.Retraining.RunAsync("first.csv", Ct));

        await app.UploadAsync("later.csv", DatasetCsv.Of(Halved(2, 1500)));
        var update = Assert.IsType<Promoted>(await app.Retraining.RunAsync("later.csv", Ct));

        var updated = await app.Registry.GetManifestAsync(update.Version, Ct);
        Assert.Equal((UpdateKind.Intercept, version, version), (updated.Update, updated.Lineage.Parent, updated.Layer!.Base));
        Assert.Equal(Manifest.CurrentSchema, updated.Schema);
        Assert.Equal(["first.csv", "later.csv"], updated.Lineage.Datasets.Select(dataset => dataset.Name));
        aliases = (await app.Registry.GetAliasesAsync(Ct)).Aliases;
        Assert.Equal((update.Version, version, "v1"), (aliases.Champion, aliases.Previous, Assert.Single(aliases.Tags).Key));
    }

    /// <summary>The profile within, longer names, ETags with quotes, tests of deterioration instead of the change, no update.</summary>
    private static async Task RewriteManifestAsync(BlobStore store, string version)
    {
        var (path, profile) = ($"{version}/{ModelRegistry.ManifestFile}", $"{version}/{ModelRegistry.ReferenceFile}");
        var blob = (await store.ReadAsync(Containers.Models, path, Ct))!;
        var json = JsonNode.Parse(WithLongerNames(blob))!.AsObject();
        json["schema"] = 1;
        json.Remove("update");
        json["files"]!.AsObject().Remove(ModelRegistry.ReferenceFile);
        json["evaluation"]!.AsObject()["expected_log_loss"] = 0.2;
        foreach (var source in json["lineage"]!["datasets"]!.AsArray()) Quote(source!.AsObject());
        var decision = json["decision"]!.AsObject();
        decision.Remove("change");
        decision["tests"] = Tests();
        Shorten(decision["dataset"]!.AsObject());
        json["reference"] = JsonNode.Parse((await store.ReadAsync(Containers.Models, profile, Ct))!.Content.Span);
        await store.DeleteAsync(Containers.Models, profile, Ct);
        await store.ReplaceAsync(Containers.Models, path, JsonSerializer.SerializeToUtf8Bytes(json), "application/json", blob.ETag, Ct);
    }

    /// <summary>The log holds one event; its evidence is what was kept then.</summary>
    private static async Task<JsonObject> RewriteEventsAsync(BlobStore store)
    {
        const string log = "events.jsonl";
        var blob = (await store.ReadAsync(Containers.Models, log, Ct))!;
        var told = JsonNode.Parse(WithLongerNames(blob))!.AsObject();
        Quote(told["dataset"]!.AsObject());
        var evidence = told["evidence"]!.AsObject();
        foreach (var later in (string[])["change", "layer", "look", "trained_because"]) evidence.Remove(later);
        evidence["tests"] = Tests();
        Shorten(evidence["dataset"]!.AsObject());
        await store.DeleteAsync(Containers.Models, log, Ct);
        await store.AppendOnceAsync(Containers.Models, log, Encoding.UTF8.GetBytes($"{told.ToJsonString()}\n"), "application/x-ndjson", Ct);
        return told;
    }

    private static async Task RewriteAliasesAsync(BlobStore store, string version, JsonObject lastChange)
    {
        const string name = "aliases.json";
        var blob = (await store.ReadAsync(Containers.Models, name, Ct))!;
        var json = new JsonObject
        {
            ["champion"] = version,
            ["pinned"] = false,
            ["tags"] = new JsonObject { ["v1"] = version },
            ["last_change"] = lastChange.DeepClone(),
        };
        await store.ReplaceAsync(Containers.Models, name, JsonSerializer.SerializeToUtf8Bytes(json), "application/json", blob.ETag, Ct);
    }

    private static JsonNode Tests() => JsonNode.Parse("""
        [{"measure":"recall","reference":0.8,"current":0.4,"trials":9,"p_value":0.1,"adjusted_p_value":0.2,"power":0.5,"worse":false}]
        """)!;

    private static void Quote(JsonObject source) => source["etag"] = $"\"{source["etag"]!.GetValue<string>()}\"";

    /// <summary>What a dataset brought was told in ten numbers.</summary>
    private static void Shorten(JsonObject comparison)
    {
        string[] later = ["respelled_patients", "recognised_patients", "younger_patients", "set_aside"];
        foreach (var name in later) comparison.Remove(name);
    }

    private static string WithLongerNames(Blob blob) =>
        Encoding.UTF8.GetString(blob.Content.Span).Replace("\"roc_auc", "\"area_under_roc_curve", StringComparison.Ordinal);

    private static DatasetRow[] Halved(int seed, int count)
    {
        var strokes = 0;
        return [.. SyntheticRows.Draw(seed, 2 * count).Where(row => !row.Stroke || ++strokes % 2 == 0).Take(count)
            .Select(row => row with { Id = $"later-{row.Id}" })];
    }
}
