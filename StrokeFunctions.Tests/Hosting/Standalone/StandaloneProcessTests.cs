using System.Net;
using System.Net.Sockets;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Standalone;

/// <summary>The executable as a person starts it.</summary>
public sealed class StandaloneProcessTests(Azurite azurite)
{
    [Theory]
    [InlineData("AzureWebJobsStorage", "nonsense", "AzureWebJobsStorage is not a storage connection string")]
    [InlineData("Keys__Function", "short", "Keys__Function and Keys__Admin must both be set, to at least 16 characters")]
    [InlineData("Standalone__BlobPollInterval", "02:00:00", "BlobPollInterval")]
    [InlineData("Standalone__BlobAttempts", "many", "BlobAttempts")]
    [InlineData("ASPNETCORE_URLS", "http://0.0.0.0:0", "can be reached from other machines")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "0", "can be reached from other machines")]
    [InlineData("ASPNETCORE_URLS", "localhost", "is not an address to listen on")]
    public async Task Start_IsRefusedWithItsReason_WhenASettingCannotWork(string setting, string value, string reason)
    {
        await using var app = AppProcess.Start(
            new Dictionary<string, string> { ["AzureWebJobsStorage"] = azurite.NewAccount(), [setting] = value }
        );

        Assert.Equal(1, await app.EndAsync());
        Assert.Contains(reason, app.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_IsRefused_WhenThePortIsTaken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await using var app = AppProcess.Start(Storage(), "--urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal(1, await app.EndAsync());
        Assert.Contains("--urls", app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_IsRefused_WhenTheEmulatorsPortIsTakenBySomethingElse()
    {
        using var taken = new HttpListener();
        var port = Emulator.FreePort();
        taken.Prefixes.Add($"http://127.0.0.1:{port}/");
        taken.Start();
        var answering = AnswerAsync(taken);

        await using var app = AppProcess.Start(EmulatorSettings(port, Path.GetTempPath()));

        Assert.Equal(1, await app.EndAsync());
        Assert.Contains($"Port {port} is taken by something that is not blob storage", app.Output, StringComparison.Ordinal);
        taken.Stop();
        await answering;
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_EndsTheAppAndTheEmulatorItStarted(string signal)
    {
        var folder = Directory.CreateTempSubdirectory("emulator").FullName;
        var port = Emulator.FreePort();
        var url = $"http://127.0.0.1:{Emulator.FreePort()}";
        await using var app = AppProcess.Start(EmulatorSettings(port, folder), "--urls", url);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await app.AnswersAsync(client, "/api/health/live");

        await app.SignalAsync(signal);

        Assert.Equal(0, await app.EndAsync());
        using var gone = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() =>
            gone.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask()
        );
        Assert.True(File.Exists(Path.Combine(folder, "__azurite_db_blob__.json")));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task AnswerAsync(HttpListener listener)
    {
        try
        {
            while (true) (await listener.GetContextAsync()).Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private static Dictionary<string, string> EmulatorSettings(int port, string folder) => new()
    {
        // The account and key that every storage emulator has; they are public.
        ["AzureWebJobsStorage"] = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
            + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
            + $"BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;",
        ["Standalone__EmulatorFolder"] = folder,
        ["Sample__Upload"] = "false",
    };

    private Dictionary<string, string> Storage() => new() { ["AzureWebJobsStorage"] = azurite.NewAccount() };
}
