using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Standalone;

/// <summary>What a start loads until its first score, looked at from outside: the files that the process has mapped.</summary>
public sealed class StartTests(Azurite azurite)
{
    /// <summary>Libraries of trainings, reports, documents and telemetry, and of what is only sometimes configured.</summary>
    private static readonly string[] NotForScoring =
    [
        "Azure.Identity", "Azure.Monitor", "CsvHelper", "MathNet.Numerics", "Microsoft.Extensions.Http.Resilience",
        "Microsoft.Extensions.Resilience", "Microsoft.Identity", "Microsoft.ML", "Microsoft.OpenApi", "OpenTelemetry", "OxyPlot", "Polly",
        "System.Linq.Expressions",
    ];

    [Fact]
    public async Task FirstScore_LoadsNoLibraryOfTrainingsReportsOrTelemetry()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which files a process has mapped.");
        var storage = azurite.NewAccount();
        await using (var setup = await TestApp.StartAsync(storage))
            await Champion.PublishAsync(setup.Services.GetRequiredService<ModelRegistry>(), Champion.Version, Models.Random(1));
        var url = $"http://127.0.0.1:{Emulator.FreePort()}";
        var settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = storage, ["Sample__Upload"] = "false" };
        await using var app = AppProcess.Start(settings, "--urls", url);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await app.AnswersAsync(client, "/api/health/live");

        using var answer = await client.PostAsJsonAsync(
            "/api/score",
            new
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
            },
            TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();

        var loaded = await LoadedAsync(app.Id);
        Assert.Contains("StrokeFunctions", loaded);
        Assert.DoesNotContain(loaded, name => NotForScoring.Any(library => name.StartsWith(library, StringComparison.Ordinal)));
    }

    private static async Task<string[]> LoadedAsync(int process) =>
    [
        .. (await File.ReadAllLinesAsync($"/proc/{process}/maps", TestContext.Current.CancellationToken))
            .Select(line => Path.GetFileName(line.Split(' ')[^1]))
            .Where(file => file.EndsWith(".dll", StringComparison.Ordinal))
            .Select(file => file[..^".dll".Length])
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
