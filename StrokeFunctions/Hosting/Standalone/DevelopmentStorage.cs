using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>Sees to it that the development connection leads to a storage emulator, starting Azurite where nothing answers.</summary>
internal static class DevelopmentStorage
{
    private const string Host = "127.0.0.1";
    private const int Port = 10000;

    /// <summary>The emulator, if one had to be started; it ends when disposed.</summary>
    public static async Task<IAsyncDisposable?> EnsureAsync(IServiceProvider services)
    {
        if (!services.GetRequiredService<IOptions<StorageOptions>>().Value.IsDevelopment) return null;
        if (!await AnswersAsync()) return await Emulator.StartAsync(Host, Port);
        if (await IsBlobStorageAsync()) return null;
        throw new StartException(
            $"Port {Port} is taken by something that is not blob storage. End it, or set AzureWebJobsStorage to the connection string of another storage account.");
    }

    /// <summary>Whether anything listens where the emulator should.</summary>
    public static async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Host, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Every storage service, even when it refuses, names the request in a header of its own.</summary>
    private static async Task<bool> IsBlobStorageAsync()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await client.GetAsync(new Uri($"http://{Host}:{Port}/devstoreaccount1?comp=list"));
            return response.Headers.Contains("x-ms-request-id");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
