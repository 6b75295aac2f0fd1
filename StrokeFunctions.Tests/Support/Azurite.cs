using System.Text;
using StrokeFunctions.Hosting.Standalone;

[assembly: AssemblyFixture(typeof(StrokeFunctions.Tests.Support.Azurite))]

namespace StrokeFunctions.Tests.Support;

/// <summary>
/// A real Azurite (npm, pinned in package-lock.json) on a free port, in memory, for the whole test run.
/// Each test takes an account of its own, so that tests share the process but no blob.
/// </summary>
public sealed class Azurite : IAsyncLifetime
{
    private const int Accounts = 1000;

    /// <summary>A key in the form that storage asks for; it opens nothing but this run's emulator.</summary>
    private static readonly string Key = Convert.ToBase64String(Encoding.ASCII.GetBytes("not-a-secret: the emulator of one test run"));

    private Emulator? _emulator;
    private int _port;
    private int _taken;

    /// <summary>The connection string of an empty storage account that no other test uses.</summary>
    public string NewAccount()
    {
        var name = AccountName(Interlocked.Increment(ref _taken) - 1);
        return $"DefaultEndpointsProtocol=http;AccountName={name};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{_port}/{name};";
    }

    public async ValueTask InitializeAsync()
    {
        _port = Emulator.FreePort();
        var accounts = string.Join(';', Enumerable.Range(0, Accounts).Select(i => $"{AccountName(i)}:{Key}"));
        _emulator = await Emulator.StartAsync(new Uri($"http://127.0.0.1:{_port}"), folder: null, accounts);
    }

    public ValueTask DisposeAsync() => _emulator?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string AccountName(int index) => $"test{index:0000}";
}
