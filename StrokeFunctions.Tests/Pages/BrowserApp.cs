using System.Net.Http.Headers;
using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Pages;

/// <summary>
/// The real app with two models, trained on parts of the sample, and a report; a second one over the same storage asks for keys.
/// </summary>
public sealed class BrowserApp(Azurite azurite) : IAsyncLifetime
{
    internal const string FunctionKey = "a function key of this test";
    internal const string AdminKey = "an admin key of this test";

    /// <summary>Trainings within seconds, and promotions that are seen at once.</summary>
    internal static readonly Dictionary<string, string?> Settings = new()
    {
        ["Training:Retrain"] = "always",
        ["Training:Folds"] = "3",
        ["Training:InnerFolds"] = "3",
        ["Training:InnerRepeats"] = "1",
        ["Scoring:PollInterval"] = "00:00:00.100",
    };

    /// <summary>Enough to train on, few enough to train within seconds.</summary>
    private const int Patients = 1000;

    private const int MaxWaits = 5;

    private TestApp? _app;
    private TestApp? _appWithKeys;

    internal Uri Address => _app!.Client.BaseAddress!;

    internal Uri AddressWithKeys => _appWithKeys!.Client.BaseAddress!;

    internal HttpClient Client => _app!.Client;

    public async ValueTask InitializeAsync()
    {
        var storage = azurite.NewAccount();
        _app = await TestApp.StartAsync(storage, Settings);
        string[] lines = [.. File.ReadLines(Repository.File("samples", "stroke-sample.csv"))];
        await UploadAsync(_app, "sample.csv", lines[..(Patients + 1)]);
        await AfterTrainingAsync(() => IsReadyAsync(_app));
        await UploadAsync(_app, "new.csv", [lines[0], .. lines[(Patients + 1)..(2 * Patients + 1)]]);
        await AfterTrainingAsync(() => HasTrainedTwiceAsync(_app));
        using var report = await _app.Client.PostAsync(
            new Uri("/api/reports", UriKind.Relative),
            null,
            TestContext.Current.CancellationToken
        );
        report.EnsureSuccessStatusCode();
        _appWithKeys = await TestApp.StartAsync(
            storage,
            new Dictionary<string, string?>(Settings) { ["Keys:Function"] = FunctionKey, ["Keys:Admin"] = AdminKey }
        );
        await Eventually.TrueAsync(() => IsReadyAsync(_appWithKeys));
    }

    public async ValueTask DisposeAsync()
    {
        if (_appWithKeys is not null) await _appWithKeys.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
    }

    private static async Task UploadAsync(TestApp app, string name, string[] lines)
    {
        using var csv = new StringContent(string.Join('\n', lines));
        csv.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var stored = await app.Client.PostAsync(
            new Uri($"/api/datasets?name={name}", UriKind.Relative),
            csv,
            TestContext.Current.CancellationToken
        );
        stored.EnsureSuccessStatusCode();
    }

    /// <summary>A training on a busy machine may outlast one wait.</summary>
    private static async Task AfterTrainingAsync(Func<Task<bool>> isDone)
    {
        for (var waits = 1; !await isDone(); waits++)
        {
            try
            {
                await Eventually.TrueAsync(isDone);
            }
            catch (TimeoutException) when (waits < MaxWaits)
            {
            }
        }
    }

    /// <summary>
    /// Two versions are there, and no training is under way: one that ends later is news, which would redraw a page in the middle of a
    /// test.
    /// </summary>
    private static async Task<bool> HasTrainedTwiceAsync(TestApp app)
    {
        using var models = await ReadAsync(app, "/api/models");
        using var health = await ReadAsync(app, "/api/health/ready");
        return models.RootElement.GetProperty("models").GetArrayLength() == 2
            && health.RootElement.GetProperty("training").ValueKind == JsonValueKind.Null;
    }

    private static async Task<JsonDocument> ReadAsync(TestApp app, string path) =>
        JsonDocument.Parse(await app.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    private static async Task<bool> IsReadyAsync(TestApp app)
    {
        using var answer = await app.Client.GetAsync(new Uri("/api/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
