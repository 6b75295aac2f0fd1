using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StrokeFunctions.Hosting.CustomHandler;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>The app as the Functions host starts a custom handler; with probe functions in the place of its own, where a probe is given.</summary>
internal sealed class CustomHandlerApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CustomHandlerApp(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<CustomHandlerApp> StartAsync(string storage, Probe? probe = null)
    {
        var app = CustomHandlerHost.Build([], 0, builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = storage });
            builder.Logging.ClearProviders();
            probe?.Install(builder);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new CustomHandlerApp(app);
    }

    /// <summary>Sends the bytes of a whole request, and returns the first line of the answer.</summary>
    public async Task<string> SendRawAsync(byte[] request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Client.BaseAddress!.Host, Client.BaseAddress.Port, cancellationToken);
        await client.GetStream().WriteAsync(request, cancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadLineAsync(cancellationToken) ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
