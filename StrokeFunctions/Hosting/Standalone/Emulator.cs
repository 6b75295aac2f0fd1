using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// An Azurite of our own (the pinned npm package). It ends, saving its data, when its standard input closes: on Dispose, and also when
/// this process dies in any other way.
/// </summary>
internal sealed class Emulator : IAsyncDisposable
{
    /// <summary>Node code loaded before Azurite: the end of standard input is taken as the signal to end.</summary>
    private const string EndWithInput =
        "data:text/javascript,process.stdin.on('end',()=>process.emit('SIGTERM')).on('error',()=>process.emit('SIGTERM')).resume()";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What Azurite may take to save its data.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1.5);

    private readonly Process _process = new();
    private readonly StringBuilder _output = new();

    private Emulator()
    {
    }

    /// <summary>Starts one, installing Azurite where it is not yet, and waits until it answers.</summary>
    /// <param name="address">Where it is to answer; its first segment is the account.</param>
    /// <param name="folder">Where its data lies, relative to the repository; null keeps it in memory.</param>
    /// <param name="accounts">Its accounts and their keys, as AZURITE_ACCOUNTS takes them; null is the one that every emulator has.</param>
    public static async Task<Emulator> StartAsync(Uri address, string? folder, string? accounts = null)
    {
        var root =
            ProjectFolder.Find()
            ?? throw new StartException(
                $"No storage answers on {address.Authority}. Start Azurite (npx azurite), or set AzureWebJobsStorage to a "
                    + "storage account's connection string."
            );
        var script = Path.Combine(root, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        if (!File.Exists(script))
        {
            await Console.Out.WriteLineAsync("Installing the storage emulator Azurite (once) ...");
            await InstallAsync(root);
        }

        var emulator = new Emulator();
        try
        {
            emulator.Start(root, script, address, folder, accounts);
            await emulator.AnswersAsync(address);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>A port that nothing listens on at the moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(EndTimeout);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It never started.
        }

        _process.Dispose();
    }

    private void Start(string root, string script, Uri address, string? folder, string? accounts)
    {
        _process.StartInfo = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import",
                EndWithInput,
                script,
                "--blobHost",
                address.Host,
                "--blobPort",
                address.Port.ToString(),
                "--skipApiVersionCheck",
                "--silent",
                "--disableTelemetry",
            },
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        IReadOnlyList<string> data = folder is null ? ["--inMemoryPersistence"] : ["--location", Path.Combine(root, folder)];
        foreach (var argument in data) _process.StartInfo.ArgumentList.Add(argument);
        if (accounts is not null) _process.StartInfo.Environment["AZURITE_ACCOUNTS"] = accounts;
        _process.OutputDataReceived += (_, line) => _output.AppendLine(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.AppendLine(line.Data);
        StartTool(_process);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task AnswersAsync(Uri address)
    {
        var started = Stopwatch.StartNew();
        while (!DevelopmentStorage.Answers(address))
        {
            if (_process.HasExited || started.Elapsed > StartTimeout)
                throw new StartException($"Azurite did not start. It said: {_output}");
            await Task.Delay(25);
        }
    }

    private static async Task InstallAsync(string root)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            "ci --omit=dev --no-progress --loglevel=error"
        )
        {
            WorkingDirectory = root,
        };
        StartTool(process);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new StartException("npm ci failed, as it says above. Is this machine online? Run it by hand, then try again.");
    }

    private static void StartTool(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new StartException(
                "Node.js was not found. It runs Azurite, the storage emulator. Install Node 20 or newer from https://nodejs.org, or set "
                    + "AzureWebJobsStorage to a storage account's connection string."
            );
        }
    }
}

/// <summary>Sees to it that the development connection leads to a storage emulator, starting Azurite where nothing answers.</summary>
internal static class DevelopmentStorage
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The emulator, if one had to be started; it ends when disposed. What answers is looked at without awaiting: nothing else runs yet,
    /// and the code to await would have to be compiled first.
    /// </summary>
    public static Task<IAsyncDisposable?> EnsureAsync(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<StorageOptions>>().Value.Emulator() is not { } address)
            return Task.FromResult<IAsyncDisposable?>(null);
        if (!Answers(address)) return StartAsync(address, services.GetRequiredService<IOptions<StandaloneOptions>>().Value.EmulatorFolder);
        if (IsBlobStorage(address)) return Task.FromResult<IAsyncDisposable?>(null);
        throw new StartException(
            $"Port {address.Port} is taken by something that is not blob storage. End it, or set AzureWebJobsStorage to the connection "
                + "string of another storage account."
        );
    }

    private static async Task<IAsyncDisposable?> StartAsync(Uri address, string folder)
    {
        await Console.Out.WriteLineAsync($"Starting the storage emulator Azurite, data in {folder}/ ...");
        return await Emulator.StartAsync(address, folder);
    }

    /// <summary>Whether anything listens where the emulator should.</summary>
    public static bool Answers(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Every storage service, even when it refuses, names the request in a header of its own.</summary>
    private static bool IsBlobStorage(Uri address)
    {
        using var client = new HttpClient { Timeout = AnswerTimeout };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{address}?comp=list"));
            using var response = client.Send(request);
            return response.Headers.Contains("x-ms-request-id");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
