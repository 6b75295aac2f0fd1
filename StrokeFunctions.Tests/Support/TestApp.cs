using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Tests.Support;

/// <summary>
/// The real app in standalone mode, in this process, on a free port: real Kestrel, real storage emulator.
/// <code>await using var app = await TestApp.StartAsync(azurite.NewAccount());</code>
/// </summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>Talks to the app over real HTTP; its base address is the app's root.</summary>
    public HttpClient Client { get; }

    /// <summary>The app's own services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts an app.</summary>
    /// <param name="storage">A storage connection string, from <see cref="Azurite.NewAccount"/>.</param>
    /// <param name="settings">Settings over the app's defaults, with ":" between levels.</param>
    /// <param name="clock">The clock of the whole app; the system's by default.</param>
    /// <param name="configure">Any other change before the app is built, such as functions or fakes of a test.</param>
    /// <param name="begun">
    /// Whether what waits for a first answer has begun, so that every container exists; false is the app as it starts.
    /// </param>
    public static async Task<TestApp> StartAsync(
        string storage,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? clock = null,
        Action<WebApplicationBuilder>? configure = null,
        bool begun = true)
    {
        var app = StandaloneHost.Build(["--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = storage,
                ["Standalone:BlobPollInterval"] = "00:00:00.050",
            });
            builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
            builder.Logging.ClearProviders();
            if (clock is not null) builder.Services.AddSingleton(clock);
            configure?.Invoke(builder);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        if (begun)
        {
            await app.Services.GetRequiredService<FirstAnswer>().GiveAsync();
            await app
                .Services.GetRequiredService<StorageSetup>()
                .Completion.WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken);
        }

        return new TestApp(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
