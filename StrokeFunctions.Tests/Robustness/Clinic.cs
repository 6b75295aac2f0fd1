using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Robustness;

/// <summary>
/// A clinic that uses the app as a process of its own, through a proxy before its storage. It sends everything again until it is answered,
/// and remembers what it was answered, for <see cref="Invariants"/> to hold against what storage holds.
/// </summary>
internal sealed class Clinic : IAsyncDisposable
{
    /// <summary>How long something may take, with a training and a restart in it, on a machine that others use, too.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _account;
    private readonly Dictionary<string, string> _settings;
    private readonly HttpClient _client;
    private readonly string _address = $"http://127.0.0.1:{Emulator.FreePort()}";
    private AppProcess? _app;

    private Clinic(string account, StorageProxy proxy, BlobStore store)
    {
        (_account, Proxy, Store) = (account, proxy, store);
        Registry = new ModelRegistry(store, TimeProvider.System);
        Table = new TrainingTable(store);
        _client = new HttpClient { BaseAddress = new Uri(_address), Timeout = Patience };
        _settings = new()
        {
            ["AzureWebJobsStorage"] = proxy.ConnectionString,
            ["Sample__Upload"] = "false",
            ["DriftReport__Schedule"] = "0 0 0 1 1 *",
            ["Standalone__BlobPollInterval"] = "00:00:00.100",
            ["Scoring__PollInterval"] = "00:00:00.200",
            ["Scoring__LogInterval"] = "00:00:00.010",
            ["Training__Retrain"] = "Never",
            ["Training__Folds"] = "3",
            ["Training__InnerFolds"] = "3",
            ["Training__InnerRepeats"] = "1",
            ["DOTNET_TieredPGO"] = "0",
        };
    }

    public StorageProxy Proxy { get; }

    public BlobStore Store { get; }

    public ModelRegistry Registry { get; }

    public TrainingTable Table { get; }

    /// <summary>The first model; <see cref="Champion.Version"/> is a made-up one beside it.</summary>
    public string Trained { get; private set; } = "";

    /// <summary>Datasets that were answered 202, and what a person did with each.</summary>
    public Dictionary<string, Dealings> Accepted { get; } = [];

    /// <summary>Ids of patients that were answered, each sent once.</summary>
    public List<string> Scored { get; } = [];

    /// <summary>Ids of outcomes that were answered, and how often each was sent.</summary>
    public Dictionary<string, int> Told { get; } = [];

    /// <summary>Patients who were erased, and how often that was sent.</summary>
    public Dictionary<string, int> Erased { get; } = [];

    /// <summary>Files to score, with the rows of each.</summary>
    public Dictionary<string, int> Batches { get; } = [];

    /// <summary>Reports that were answered.</summary>
    public List<string> Reports { get; } = [];

    /// <summary>What the app holds in memory now, in bytes.</summary>
    public long ResidentBytes => _app is null ? 0 : Process.GetProcessById(_app.Id).WorkingSet64;

    public string Output => _app?.Output ?? "";

    public HttpClient Client => _client;

    /// <summary>A clinic with one model, two datasets and a running app.</summary>
    public static async Task<Clinic> OpenAsync(Azurite azurite)
    {
        var account = azurite.NewAccount();
        var clinic = new Clinic(account, await StorageProxy.StartAsync(account), await TestStorage.OpenAsync(account));
        await clinic.StartAsync();
        await ClinicWork.UploadKnownAsync(clinic);
        clinic.Trained = (await clinic.Registry.GetAliasesAsync(Ct)).Aliases.Champion!;
        await Champion.PublishAsync(clinic.Registry, Champion.Version, Models.Random(1));
        await clinic.Registry.PromoteAsync(clinic.Trained, new AuditInfo("test", "back"), null, Ct);
        return clinic;
    }

    /// <summary>
    /// Starts the app, as a supervisor does after it died. The leases of the dead one are ended, which takes a minute otherwise.
    /// </summary>
    public async Task StartAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        await EndLeasesAsync();
        _app = AppProcess.Start(_settings, "--urls", _address);
        await _app.AnswersAsync(_client, "/api/health/live");
    }

    /// <summary>Whether from now on every dataset leads to a training; else none but the first does. Starts the app anew.</summary>
    public async Task RetrainAsync(bool always)
    {
        var mode = always ? "Always" : "Never";
        if (_settings["Training__Retrain"] == mode) return;
        _settings["Training__Retrain"] = mode;
        await StartAsync();
    }

    /// <summary>kill -9, as the kernel does for want of memory.</summary>
    public async Task KillAsync()
    {
        Killed = true;
        Process.GetProcessById(_app!.Id).Kill();
        await _app.EndAsync();
    }

    /// <summary>A name that was not used yet.</summary>
    public string NewName(string kind) => $"{kind}{++Number:0000}";

    /// <summary>Counts the names.</summary>
    public int Number { get; private set; }

    /// <summary>The patients of every large dataset, without those who left.</summary>
    public DatasetRow[] Known() => [.. SyntheticRows.Draw(1, 300).Where(row => !Erased.ContainsKey(row.Id))];

    /// <summary>The patient who leaves after so many others.</summary>
    public static string Leaver(int before) => SyntheticRows.Draw(1, before + 1)[before].Id;

    /// <summary>Waits until everything that was answered 202, or lies there to be scored, was worked on.</summary>
    public async Task SettleAsync()
    {
        await WaitAsync(async () => await Registry.EventsAsync(Ct) is var events && Accepted.Keys.All(dataset => IsTold(events, dataset)));
        foreach (var batch in Batches.Keys) await WaitAsync(async () =>
            await Store.FindAsync(Containers.Scores, $"{batch}.json", Ct) is not null);
    }

    /// <summary>Whether it is told what came of a dataset.</summary>
    public static bool IsTold(IReadOnlyList<ModelEvent> events, string dataset) =>
        events.Any(e => e.Dataset?.Name == dataset && e.Kind != ModelEventKind.Failed);

    /// <summary>Waits, and starts the app again where it was killed: nobody else does.</summary>
    public Task WaitAsync(Func<Task<bool>> condition) => Eventually.TrueAsync(
        async () =>
        {
            if (Killed) await RestartAsync();
            return await condition();
        },
        Patience);

    /// <summary>Whether the app was killed since it was started last.</summary>
    public bool Killed { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    /// <summary>Changes something by the same request as every other change: a reason, and who asks.</summary>
    public Task ChangeAsync(string path) => SendAsync(HttpMethod.Post, path, "application/json", Reason(path), HttpStatusCode.OK);

    public static byte[] Reason(string what) => Encoding.UTF8.GetBytes($$"""{"reason":"{{what}}","by":"the clinic"}""");

    /// <summary>Sends a request until it is answered as it should be; returns how often it was sent.</summary>
    public async Task<int> SendAsync(HttpMethod method, string path, string? type, byte[]? body, HttpStatusCode expected)
    {
        var sent = 0;
        await UntilAnsweredAsync(async () =>
        {
            sent++;
            using var answer = await SendOnceAsync(method, path, type, body);
            if (answer.StatusCode == expected) return true;

            // A training under way, storage away, or a process that begins.
            if (answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable) return false;
            var said = await answer.Content.ReadAsStringAsync();
            throw new InvariantException($"{method} {path} was answered {(int)answer.StatusCode}: {said}");
        });
        return sent;
    }

    public async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, string? type, byte[]? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type!) } };
        return await _client.SendAsync(request, Ct);
    }

    /// <summary>Tries until it is done. Where the app is gone it is started again: nobody else does.</summary>
    public async Task UntilAnsweredAsync(Func<Task<bool>> send)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return await send();
                }
                catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TaskCanceledException)
                {
                    if (Killed) await RestartAsync();
                    return false;
                }
            },
            Patience);
    }

    /// <summary>Starts the app again after a kill.</summary>
    public async Task RestartAsync()
    {
        Killed = false;
        await StartAsync();
    }

    private async Task EndLeasesAsync()
    {
        var service = new BlobServiceClient(_account);
        foreach (var container in new[] { Containers.Training, "azure-webjobs-hosts" })
        {
            var client = service.GetBlobContainerClient(container);
            if (!await client.ExistsAsync()) continue;
            await foreach (var blob in client.GetBlobsAsync())
            {
                if (blob.Properties.LeaseStatus == LeaseStatus.Locked)
                    await client.GetBlobClient(blob.Name).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
            }
        }
    }
}

/// <summary>What a person did with a dataset: how often it was withdrawn and confirmed.</summary>
internal sealed class Dealings
{
    public int Withdrawn { get; set; }

    public int Confirmed { get; set; }

    /// <summary>Whether it may be in the training table.</summary>
    public bool MayBeIn => Withdrawn <= Confirmed;
}
