using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>Sees to it that the development connection leads to a storage emulator, starting Azurite where nothing answers.</summary>
internal static class DevelopmentStorage
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The emulator, if one had to be started; it ends when disposed.</summary>
    public static async Task<IAsyncDisposable?> EnsureAsync(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<StorageOptions>>().Value.Emulator() is not { } address) return null;
        if (!await AnswersAsync(address)) return await Emulator.StartAsync(address, services.GetRequiredService<IOptions<StandaloneOptions>>().Value.EmulatorFolder);
        if (await IsBlobStorageAsync(address)) return null;
        throw new StartException(
            $"Port {address.Port} is taken by something that is not blob storage. End it, or set AzureWebJobsStorage to the connection string of another storage account.");
    }

    /// <summary>Whether anything listens where the emulator should.</summary>
    public static async Task<bool> AnswersAsync(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Every storage service, even when it refuses, names the request in a header of its own.</summary>
    private static async Task<bool> IsBlobStorageAsync(Uri address)
    {
        using var client = new HttpClient { Timeout = AnswerTimeout };
        try
        {
            using var response = await client.GetAsync(new Uri($"{address}?comp=list"));
            return response.Headers.Contains("x-ms-request-id");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
