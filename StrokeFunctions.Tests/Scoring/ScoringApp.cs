using StrokeFunctions.Model;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

/// <summary>One running app with a made-up model, shared by the tests of a class, which change nothing in it.</summary>
public sealed class ScoringApp(Azurite azurite) : IAsyncLifetime
{
    internal const int MaxPatients = 1000;
    internal const int MaxBodyBytes = 2_000_000;

    private TestApp? _app;

    internal static ModelDocument Document { get; } = Models.Random(1);

    internal HttpClient Client => _app!.Client;

    internal IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync() => _app = await Champion.StartAppAsync(azurite, Document, new Dictionary<string, string?>
    {
        ["Scoring:MaxPatients"] = "1000",
        ["Scoring:MaxBodyBytes"] = "2000000",
        ["Scoring:PollInterval"] = "00:00:00.100",
        ["Scoring:LogInterval"] = "00:00:00.010",
    });

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
