using System.Net.Http.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Standalone;

/// <summary>
/// What a start does until its first score, and what it loads, looked at from outside: the files that the process has mapped.
/// </summary>
public sealed class StartTests(Azurite azurite)
{
    /// <summary>
    /// Libraries of trainings, reports, documents and telemetry, and of what is only sometimes configured; and one that the table of routes
    /// loads.
    /// </summary>
    private static readonly string[] NotForScoring =
    [
        "Azure.Identity", "Azure.Monitor", "CsvHelper", "MathNet.Numerics", "Microsoft.Extensions.Http.Resilience",
        "Microsoft.Extensions.Resilience", "Microsoft.Extensions.Validation", "Microsoft.Identity", "Microsoft.ML",
        "Microsoft.OpenApi", "OpenTelemetry", "OxyPlot", "Polly", "System.Linq.Expressions",
    ];

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static readonly object Patient = new
    {
        gender = "Male",
        age = 67,
        hypertension = 0,
        heart_disease = 1,
        ever_married = "Yes",
        work_type = "Private",
        Residence_type = "Urban",
        avg_glucose_level = 228.69,
        bmi = 36.6,
        smoking_status = "formerly smoked",
    };

    [Fact]
    public async Task FirstScore_LoadsNoLibraryOfTrainingsReportsOrTelemetry()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which files a process has mapped.");
        var storage = azurite.NewAccount();
        await PublishAsync(storage);
        var url = $"http://127.0.0.1:{Emulator.FreePort()}";
        var settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = storage, ["Sample__Upload"] = "false" };
        await using var app = AppProcess.Start(settings, "--urls", url);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await Eventually.TrueAsync(() => Task.FromResult(app.Output.Contains("serves on", StringComparison.Ordinal)));

        using var answer = await client.PostAsJsonAsync("/api/score", Patient, Ct);
        answer.EnsureSuccessStatusCode();

        var loaded = await LoadedAsync(app.Id);
        Assert.Contains("StrokeFunctions", loaded);
        Assert.DoesNotContain(loaded, name => NotForScoring.Any(library => name.StartsWith(library, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_DoesNothingButScore_UntilTheFirstAnswer()
    {
        var storage = azurite.NewAccount();
        await PublishAsync(storage);
        await using var app = await TestApp.StartAsync(storage, clock: new FakeTimeProvider(DateTimeOffset.UnixEpoch), begun: false);
        await app.Services.GetRequiredService<ChampionModel>().GetAsync(Ct);
        await new BlobContainerClient(storage, Containers.Datasets).DeleteAsync(cancellationToken: Ct);
        var setup = app.Services.GetRequiredService<StorageSetup>();
        Assert.False(setup.Completion.IsCompleted);

        using var answer = await app.Client.PostAsJsonAsync("/api/score", Patient, Ct);
        answer.EnsureSuccessStatusCode();

        await setup.Completion.WaitAsync(Eventually.Timeout, Ct);
        Assert.True(await new BlobContainerClient(storage, Containers.Datasets).ExistsAsync(Ct));
    }

    [Fact]
    public async Task Dataset_ThatLiesThere_IsTaken_WhenNobodyAsksForAScore()
    {
        var storage = azurite.NewAccount();
        await PublishAsync(storage);
        await new BlobClient(storage, Containers.Datasets, "left.csv").UploadAsync(BinaryData.FromString("not a dataset"), Ct);
        await using var app = await TestApp.StartAsync(storage, begun: false);

        await Eventually.TrueAsync(async () => (await app.Services.GetRequiredService<ModelRegistry>().EventsAsync(Ct))
            .Any(happened => happened.Dataset?.Name == "left.csv"));
    }

    private static async Task PublishAsync(string storage)
    {
        await using var app = await TestApp.StartAsync(storage);
        await Champion.PublishAsync(app.Services.GetRequiredService<ModelRegistry>(), Champion.Version, Models.Random(1));
    }

    private static async Task<string[]> LoadedAsync(int process) =>
    [
        .. (await File.ReadAllLinesAsync($"/proc/{process}/maps", Ct))
            .Select(line => Path.GetFileName(line.Split(' ')[^1]))
            .Where(file => file.EndsWith(".dll", StringComparison.Ordinal))
            .Select(file => file[..^".dll".Length])
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
