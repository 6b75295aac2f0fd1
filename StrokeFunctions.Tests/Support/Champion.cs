using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Model;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Tests.Support;

/// <summary>Puts a model into a registry without training it.</summary>
internal static class Champion
{
    public const string Version = "20260101T000000Z-00000001";

    /// <summary>The app, serving a made-up model.</summary>
    public static Task<TestApp> StartAppAsync(
        Azurite azurite, ModelDocument document, IReadOnlyDictionary<string, string?>? settings = null) =>
        StartAppAsync(azurite.NewAccount(), document, settings);

    /// <summary>The app on an account, which gets a made-up model.</summary>
    public static async Task<TestApp> StartAppAsync(
        string storage, ModelDocument document, IReadOnlyDictionary<string, string?>? settings = null)
    {
        await using (var setup = await TestApp.StartAsync(storage))
            await PublishAsync(setup.Services.GetRequiredService<ModelRegistry>(), Version, document);
        return await TestApp.StartAsync(storage, settings);
    }

    /// <summary>Publishes a model and makes it the champion.</summary>
    public static async Task PublishAsync(ModelRegistry registry, string version, ModelDocument document)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var manifest = Manifests.Of(version);
        await registry.PublishAsync(
            manifest,
            new Dictionary<string, ReadOnlyMemory<byte>> { [ModelRegistry.ModelFile] = document.ToJson() },
            cancellationToken
        );
        await registry.PromoteAsync(version, new AuditInfo("test", "because"), null, cancellationToken);
    }
}
