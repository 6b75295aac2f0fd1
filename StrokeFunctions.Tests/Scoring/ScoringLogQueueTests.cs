using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

public sealed class ScoringLogQueueTests(ScoringApp app, Azurite azurite) : IClassFixture<ScoringApp>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Score_IsLoggedWithTheIdsThatTheCallerGave_UnlessItWasOnlyTriedOut()
    {
        const string tried =
            """
            {"id":"tried","gender":"Male","age":40,"hypertension":0,"heart_disease":0,"ever_married":"No","work_type":"Private",
            "Residence_type":"Urban","avg_glucose_level":90}
            """;
        using var trial = new StringContent(tried, System.Text.Encoding.UTF8, "application/json");
        using var notLogged = await app.Client.PostAsync("/api/score?log=false", trial, Ct);
        Assert.Equal(System.Net.HttpStatusCode.OK, notLogged.StatusCode);
        using var body = new StringContent(
            """
            [{"id":"p7","gender":"Male","age":67,"hypertension":0,"heart_disease":1,"ever_married":"Yes","work_type":"Private",
              "Residence_type":"Urban","avg_glucose_level":228.69},{}]
            """,
            System.Text.Encoding.UTF8, "application/json");
        using var response = await app.Client.PostAsync("/api/score", body, Ct);

        var scored = await Eventually.ValueAsync(async () =>
            (await ReadAsync(app.Services.GetRequiredService<ScoringLog>())) is [var first, ..] ? (object)first : null
        );

        var line = Assert.IsType<ScoredPatient>(scored);
        Assert.Equal(ScoredName.OfPatient("p7"), line.Name);
        Assert.Equal(Champion.Version, line.ModelVersion);
        Assert.Equal(67, line.Patient[1]);
    }

    [Fact]
    public async Task Add_DropsAndCounts_WhenTheQueueIsFull()
    {
        var queue = New(await TestStorage.NewAsync(azurite), new ScoringOptions { LogQueue = 3 });

        foreach (var patient in SomePatients.Random(1, 5)) queue.Add("v", default, patient, 0.5, true);

        Assert.Equal(2, queue.Dropped);
        await queue.StartAsync(Ct);
        await queue.StopAsync(Ct);
        Assert.Equal(3, queue.Written);
    }

    [Fact]
    public async Task Stop_WritesWhatWaits_BeforeTheFirstAnswerIsOut()
    {
        var store = await TestStorage.NewAsync(azurite);
        var queue = NewAtStart(store, new ScoringOptions(), out _);
        await queue.StartAsync(Ct);
        queue.Add("v", default, SomePatients.Random(1, 1)[0], 0.5, true);

        await queue.StopAsync(Ct);

        Assert.Single(await ReadAsync(new ScoringLog(store)));
    }

    [Fact]
    public async Task Add_NeverFails_WhenStorageDoes()
    {
        using var refusing = new Refusing();
        using var transport = new HttpClientTransport(new HttpClient(refusing));
        var broken = new BlobServiceClient(
            new Uri("http://127.0.0.1:1/none"), new BlobClientOptions { Transport = transport, Retry = { MaxRetries = 0 } });
        var queue = New(new BlobStore(broken), new ScoringOptions());
        foreach (var patient in SomePatients.Random(1, 5)) queue.Add("v", default, patient, 0.5, true);

        await queue.StartAsync(Ct);
        await Eventually.TrueAsync(() => Task.FromResult(refusing.Calls > 1));
        Assert.Equal(0, queue.Dropped);
        await queue.StopAsync(new CancellationToken(canceled: true));

        await Eventually.TrueAsync(() => Task.FromResult((queue.Dropped, queue.Written) == (5, 0)));
    }

    [Fact]
    public async Task Add_IsWrittenOnce_WhenStorageFailsForAWhile()
    {
        var account = azurite.NewAccount();
        var direct = await TestStorage.OpenAsync(account);
        await using var proxy = await StorageProxy.StartAsync(account);
        var broken = new BlobServiceClient(proxy.ConnectionString, new BlobClientOptions { Retry = { MaxRetries = 0 } });
        var queue = New(new BlobStore(broken), new ScoringOptions { LogInterval = TimeSpan.FromMilliseconds(10) });
        var failures = 0;
        proxy.Begin(call => call.Write == 0 || failures > 6 ? StorageAct.Pass
            : ++failures % 2 == 0 ? StorageAct.Answer503 : StorageAct.CutAfter);
        foreach (var patient in SomePatients.Random(1, 5)) queue.Add("v", default, patient, 0.5, true);

        await queue.StartAsync(Ct);
        await Eventually.TrueAsync(() => Task.FromResult(queue.Written == 5));
        await queue.StopAsync(Ct);

        Assert.Equal(0, queue.Dropped);
        Assert.Equal(5, (await ReadAsync(new ScoringLog(direct))).Count);
    }

    /// <summary>Storage was away when the patient was scored, and came back after the erasure.</summary>
    [Fact]
    public async Task ErasedPatient_IsNotWritten_WhenTheAnswerWaitedMeanwhile()
    {
        var account = azurite.NewAccount();
        var direct = await TestStorage.OpenAsync(account);
        await using var proxy = await StorageProxy.StartAsync(account);
        var broken = new BlobServiceClient(proxy.ConnectionString, new BlobClientOptions { Retry = { MaxRetries = 0 } });
        var queue = New(new BlobStore(broken), new ScoringOptions { LogInterval = TimeSpan.FromMilliseconds(10) });
        var (isAway, tried) = (true, 0);
        proxy.Begin(_ =>
        {
            Interlocked.Increment(ref tried);
            return Volatile.Read(ref isAway) ? StorageAct.Answer503 : StorageAct.Pass;
        });
        var patient = SomePatients.Random(1, 1)[0];
        queue.Add("v", ScoredName.OfPatient("erased"), patient, 0.5, true);
        queue.Add("v", ScoredName.OfPatient("other"), patient, 0.5, true);
        await queue.StartAsync(Ct);
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref tried) > 1));

        await RememberErasedAsync(direct, "erased");
        Volatile.Write(ref isAway, false);
        await Eventually.TrueAsync(() => Task.FromResult(queue.Written == 1));
        await queue.StopAsync(Ct);

        Assert.Equal(["other"], (await ReadAsync(new ScoringLog(direct))).Select(scored => scored.Name.Id));
    }

    /// <summary>The erasure passed between the look at who is erased and the append.</summary>
    [Fact]
    public async Task ErasedPatient_IsTakenOut_WhenTheLineWasUnderWay()
    {
        var account = azurite.NewAccount();
        var direct = await TestStorage.OpenAsync(account);
        await using var proxy = await StorageProxy.StartAsync(account);
        var queue = New(new BlobStore(new BlobServiceClient(proxy.ConnectionString)), new ScoringOptions());
        var isErased = 0;
        proxy.Begin(async call =>
        {
            if (call.Write == 1 && Interlocked.Exchange(ref isErased, 1) == 0) await RememberErasedAsync(direct, "erased");
            return StorageAct.Pass;
        });
        var patient = SomePatients.Random(1, 1)[0];
        queue.Add("v", ScoredName.OfPatient("erased"), patient, 0.5, true);
        queue.Add("v", ScoredName.OfPatient("other"), patient, 0.5, true);

        await queue.StartAsync(Ct);
        await queue.StopAsync(Ct);

        Assert.Equal((1, 2), (isErased, queue.Written));
        Assert.Equal(["other"], (await ReadAsync(new ScoringLog(direct))).Select(scored => scored.Name.Id));
    }

    private static async Task RememberErasedAsync(BlobStore store, string id)
    {
        var table = new TrainingTable(store);
        var before = await table.ReadErasedAsync(Ct);
        await table.RememberErasedAsync(before.With(id, TimeProvider.System.GetUtcNow()), before, Ct);
    }

    [Fact]
    public async Task Stop_WritesWhatWaits_BeforeTheProcessEnds()
    {
        var account = azurite.NewAccount();
        await using (var setup = await TestApp.StartAsync(account))
            await Champion.PublishAsync(setup.Services.GetRequiredService<ModelRegistry>(), Champion.Version,
                ScoringApp.Document);
        await using (var stopping = await TestApp.StartAsync(account, new Dictionary<string,
            string?>
        { ["Scoring:LogInterval"] = "00:01:00" }))
        {
            using var body = new StringContent(StrokeFunctions.Hosting.Contract.ApiExamples.Patient, System.Text.Encoding.UTF8,
                "application/json");
            using var answer = await stopping.Client.PostAsync("api/score", body, Ct);
            Assert.True(answer.IsSuccessStatusCode);
        }

        Assert.Single(await ReadAsync(new ScoringLog(await TestStorage.OpenAsync(account))));
    }

    [Fact]
    public async Task Add_KeepsNothing_WhenTheLogIsOff()
    {
        var store = await TestStorage.NewAsync(azurite);
        var queue = New(store, new ScoringOptions { Log = false });
        queue.Add("v", default, SomePatients.Random(1, 1)[0], 0.5, true);

        await queue.StartAsync(Ct);
        await queue.StopAsync(Ct);

        Assert.Empty(await ReadAsync(new ScoringLog(store)));
        Assert.Equal(0, queue.Dropped);
    }

    /// <summary>A queue after the first answer.</summary>
    private static ScoringLogQueue New(BlobStore store, ScoringOptions options)
    {
        var queue = NewAtStart(store, options, out var first);
        first.GiveAsync();
        return queue;
    }

    private static ScoringLogQueue NewAtStart(BlobStore store, ScoringOptions options, out FirstAnswer first)
    {
        var registry = new ModelRegistry(store, TimeProvider.System);
        var champion = new ChampionModel(registry, Options.Create(options), TimeProvider.System, NullLogger<ChampionModel>.Instance);
        first = new FirstAnswer(champion, TimeProvider.System);
        return new ScoringLogQueue(
            new ScoringLog(store), new LogErasure(store, new TrainingTable(store)), first, Options.Create(options), TimeProvider.System,
            NullLogger<ScoringLogQueue>.Instance);
    }

    private static async Task<List<ScoredPatient>> ReadAsync(ScoringLog log)
    {
        List<ScoredPatient> found = [];
        var now = TimeProvider.System.GetUtcNow();
        await foreach (var scored in log.ReadAsync(now.AddHours(-1), now.AddHours(1), Ct)) found.Add(scored);
        return found;
    }

    private sealed class Refusing : HttpMessageHandler
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            throw new HttpRequestException("refused");
        }
    }
}
