using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Tests.Support;

/// <summary>Puts the model of <see cref="Monitored"/> into a running app, with what its registry keeps of a trained one.</summary>
internal static class MonitoredApp
{
    /// <summary>Publishes it and makes it the champion.</summary>
    /// <param name="app">The app.</param>
    /// <param name="more">Other files of the version, by name.</param>
    public static async Task PublishAsync(TestApp app, Dictionary<string, ReadOnlyMemory<byte>>? more = null)
    {
        var ct = TestContext.Current.CancellationToken;
        var registry = app.Services.GetRequiredService<ModelRegistry>();
        var manifest = Manifests.Of(Champion.Version, rows: Monitored.Rows.Length);
        await registry.PublishAsync(manifest, new Dictionary<string, ReadOnlyMemory<byte>>(more ?? [])
        {
            [ModelRegistry.ModelFile] = Monitored.Document.ToJson(),
            [ModelRegistry.ReferenceFile] = JsonSerializer.SerializeToUtf8Bytes(Monitored.Profile, RegistryJson.Default.ReferenceProfile),
            [ModelRegistry.PatientsFile] = Monitored.Fingerprints.ToBytes(),
        }, ct);
        await registry.PromoteAsync(Champion.Version, new AuditInfo("test", "because"), null, ct);
    }

    /// <summary>Uploads a dataset, past the app.</summary>
    public static Task UploadAsync(TestApp app, string name, IReadOnlyList<DatasetRow> rows) =>
        app.Services.GetRequiredService<BlobStore>()
            .CreateAsync(Containers.Datasets, name, DatasetCsv.Of(rows), "text/csv", TestContext.Current.CancellationToken);
}
