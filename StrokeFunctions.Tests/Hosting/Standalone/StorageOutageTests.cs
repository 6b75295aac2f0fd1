using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Standalone;

/// <summary>Storage goes away for longer than its library retries, and comes back.</summary>
public sealed class StorageOutageTests(Azurite azurite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_GoesOn_WhenStorageComesBack()
    {
        var storage = azurite.NewAccount();
        var probe = new Probe();
        var outage = new Outage();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using var app = await ProbeApp.StartAsync(
            storage,
            probe,
            clock: clock,
            configure: builder => builder.Services.AddSingleton(Client(storage, outage))
        );
        var record = new BlobClient(storage, "azure-webjobs-hosts", "stroke-functions-standalone/timers/Tick.json");
        await Eventually.TrueAsync(async () => await record.ExistsAsync(Ct));

        outage.Begin();
        await AdvanceUntilAsync(clock, TimeSpan.FromSeconds(1), () => outage.Refused > 20);
        outage.End();

        await new BlobClient(storage, "datasets", "after.csv").UploadAsync(BinaryData.FromString("1"), Ct);
        await AdvanceUntilAsync(clock, TimeSpan.FromSeconds(1), () => probe.Calls.Contains("Ingest datasets/after.csv after.csv"));
        await AdvanceUntilAsync(
            clock,
            TimeSpan.FromMinutes(10),
            () => probe.Calls.Any(call => call.StartsWith("Tick", StringComparison.Ordinal))
        );
    }

    private static Task AdvanceUntilAsync(FakeTimeProvider clock, TimeSpan step, Func<bool> happened) => Eventually.TrueAsync(() =>
    {
        if (happened()) return Task.FromResult(true);
        clock.Advance(step);
        return Task.FromResult(false);
    });

    private static BlobServiceClient Client(string storage, Outage outage)
    {
        var options = new BlobClientOptions { Transport = new HttpClientTransport(outage) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return new BlobServiceClient(storage, options);
    }

    private sealed class Outage() : DelegatingHandler(new SocketsHttpHandler())
    {
        private volatile bool _down;
        private int _refused;

        public int Refused => Volatile.Read(ref _refused);

        public void Begin() => _down = true;

        public void End() => _down = false;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!_down) return base.SendAsync(request, cancellationToken);
            Interlocked.Increment(ref _refused);
            throw new HttpRequestException("The account can't be reached.");
        }
    }
}
