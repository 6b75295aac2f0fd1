using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Contract;

/// <summary>
/// Where the contract is checked: at STROKE_BASE_URL if that is set, else at the app standalone, started here with a made-up model.
/// </summary>
public sealed class ContractApp(Azurite azurite) : IAsyncLifetime
{
    private static readonly string? BaseUrl = Environment.GetEnvironmentVariable("STROKE_BASE_URL");

    private TestApp? _standalone;

    /// <summary>The ways to be started that are checked.</summary>
    public static TheoryData<string> Modes => BaseUrl is { Length: > 0 } ? [BaseUrl] : ["standalone"];

    /// <summary>A client of one of <see cref="Modes"/>, with the key of STROKE_FUNCTION_KEY if it is set.</summary>
    public HttpClient Client(string mode)
    {
        var client = new HttpClient { BaseAddress = mode == "standalone" ? _standalone!.Client.BaseAddress : new Uri(mode) };
        if (Environment.GetEnvironmentVariable("STROKE_FUNCTION_KEY") is { Length: > 0 } key)
            client.DefaultRequestHeaders.Add("x-functions-key", key);
        return client;
    }

    public async ValueTask InitializeAsync()
    {
        if (BaseUrl is { Length: > 0 }) return;
        var account = azurite.NewAccount();
        _standalone = await TestApp.StartAsync(account, new Dictionary<string, string?> { ["Scoring:PollInterval"] = "00:00:00.050" });
        await Champion.PublishAsync(_standalone.Services.GetRequiredService<ModelRegistry>(), Champion.Version, Models.Random(1));
        foreach (var mode in Modes)
        {
            using var client = Client(mode.Data);
            await Eventually.TrueAsync(() => IsReadyAsync(client));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_standalone is not null) await _standalone.DisposeAsync();
    }

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
