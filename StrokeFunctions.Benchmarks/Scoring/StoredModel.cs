using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Model;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>A storage emulator with a registry in which one model is the champion. Ends when disposed.</summary>
internal sealed class StoredModel : IAsyncDisposable
{
    private const string Version = "20260101T000000Z-00000001";

    private static readonly Estimate None = new(0, 0, 0, 0);

    /// <summary>Only its speed is measured here.</summary>
    private static readonly Evaluation Nothing = new(
        "none",
        0,
        0,
        new Performance(new ConfusionMatrix(0, 0, 0, 0), None, None, None, None, None, None, None, None, None, None, None, None),
        [],
        new EvaluationCurves([], [], [], [], [], []),
        new InSampleEvaluation(0, 0, 0, 0)
    );

    private readonly EmulatedStorage _storage;

    private StoredModel(EmulatedStorage storage) => _storage = storage;

    /// <summary>Leads to it.</summary>
    public string ConnectionString => _storage.ConnectionString;

    /// <summary>Starts one.</summary>
    /// <param name="model">The champion.</param>
    /// <param name="folder">Where the emulator may keep its data.</param>
    public static async Task<StoredModel> StoreAsync(StrokeModel model, string folder)
    {
        var stored = new StoredModel(await EmulatedStorage.StartAsync(folder));
        await using var app = StandaloneHost.Build(
            ["--urls", "http://127.0.0.1:0"],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?> { ["AzureWebJobsStorage"] = stored.ConnectionString }
                );
                builder.Logging.ClearProviders();
            }
        );
        await app.StartAsync();
        await app.Services.GetRequiredService<StorageSetup>().Completion;
        var registry = app.Services.GetRequiredService<ModelRegistry>();
        var manifest = new Manifest
        {
            Version = Version,
            Lineage = new Lineage([], "rows/1", "00", 1, 0, null, 1, new Dictionary<string, string>(), null),
            Evaluation = Nothing,
            Decision = new Decision(
                "it is to be measured",
                null,
                new DatasetComparison(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                ModelEventKind.Promoted,
                "it is to be measured",
                new PromotionEvidence(0, 0, 0, new ModelScore(None, None, None, None), null, null, null, null, [])
            ),
        };
        await registry.PublishAsync(
            manifest,
            new Dictionary<string, ReadOnlyMemory<byte>> { [ModelRegistry.ModelFile] = model.Document.ToJson() },
            CancellationToken.None
        );
        await registry.PromoteAsync(Version, new AuditInfo("benchmark", "to be measured"), null, CancellationToken.None);
        await app.StopAsync();
        return stored;
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
