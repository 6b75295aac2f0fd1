using StrokeFunctions.Hosting.Standalone;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>A storage emulator of one run, its data in a folder. Ends when disposed.</summary>
internal sealed class EmulatedStorage : IAsyncDisposable
{
    private readonly Emulator _emulator;

    private EmulatedStorage(Emulator emulator, string connectionString) => (_emulator, ConnectionString) = (emulator, connectionString);

    /// <summary>Leads to it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where it may keep its data.</param>
    public static async Task<EmulatedStorage> StartAsync(string folder)
    {
        var (port, key) = (Emulator.FreePort(), Convert.ToBase64String("not-a-secret: the emulator of one run"u8));
        return new EmulatedStorage(
            await Emulator.StartAsync(
                new Uri($"http://127.0.0.1:{port}/benchmark"), Path.Combine(folder, "azurite"), $"benchmark:{key}"),
            $"DefaultEndpointsProtocol=http;AccountName=benchmark;AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/benchmark;");
    }

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();
}
