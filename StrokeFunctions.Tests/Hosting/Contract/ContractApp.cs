using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Contract;

/// <summary>Where the contract is checked: at STROKE_BASE_URL if that is set, else at the app in both modes, started here with a made-up model.</summary>
public sealed class ContractApp(Azurite azurite) : IAsyncLifetime
{
    private static readonly string? BaseUrl = Environment.GetEnvironmentVariable("STROKE_BASE_URL");

    private TestApp? _standalone;
    private AppProcess? _customHandler;

    /// <summary>The ways to be started that are checked.</summary>
    public static TheoryData<string> Modes => BaseUrl is { Length: > 0 } ? [BaseUrl] : ["standalone", "custom handler"];

    /// <summary>A client of one of <see cref="Modes"/>, with the key of STROKE_FUNCTION_KEY if it is set.</summary>
    public HttpClient Client(string mode)
    {
        var client = new HttpClient { BaseAddress = mode switch { "standalone" => _standalone!.Client.BaseAddress, "custom handler" => CustomHandler, _ => new Uri(mode) } };
        if (Environment.GetEnvironmentVariable("STROKE_FUNCTION_KEY") is { Length: > 0 } key) client.DefaultRequestHeaders.Add("x-functions-key", key);
        return client;
    }

    public async ValueTask InitializeAsync()
    {
        if (BaseUrl is { Length: > 0 }) return;
        var account = azurite.NewAccount();
        _standalone = await TestApp.StartAsync(account, new Dictionary<string, string?> { ["Scoring:PollInterval"] = "00:00:00.050" });
        await Champion.PublishAsync(_standalone.Services.GetRequiredService<ModelRegistry>(), Champion.Version, Models.Random(1));
        _customHandler = AppProcess.Start(new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = account,
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = CustomHandler.Port.ToString(CultureInfo.InvariantCulture),
        });
        foreach (var mode in Modes)
        {
            using var client = Client(mode.Data);
            await Eventually.TrueAsync(() => IsReadyAsync(client));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_standalone is not null) await _standalone.DisposeAsync();
        if (_customHandler is not null) await _customHandler.DisposeAsync();
    }

    private Uri CustomHandler { get; } = new($"http://127.0.0.1:{AppProcess.FreePort()}");

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/api/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
