using System.Net.Http.Headers;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Pages;

/// <summary>
/// The real app with a model trained on a part of the sample and a report on the rest; a second one over the same storage asks for keys.
/// </summary>
public sealed class BrowserApp(Azurite azurite) : IAsyncLifetime
{
    internal const string FunctionKey = "a function key of this test";
    private const string AdminKey = "an admin key of this test";

    /// <summary>Enough to train on, few enough to train within seconds.</summary>
    private const int Patients = 1500;

    private TestApp? _app;
    private TestApp? _appWithKeys;

    internal Uri Address => _app!.Client.BaseAddress!;

    internal Uri AddressWithKeys => _appWithKeys!.Client.BaseAddress!;

    internal HttpClient Client => _app!.Client;

    public async ValueTask InitializeAsync()
    {
        var storage = azurite.NewAccount();
        var quick = new Dictionary<string, string?>
        {
            ["Training:RetrainAfterShare"] = "100",
            ["Training:Folds"] = "3",
            ["Training:InnerFolds"] = "3",
            ["Training:InnerRepeats"] = "1",
            ["Scoring:PollInterval"] = "00:00:00.100",
        };
        _app = await TestApp.StartAsync(storage, quick);
        string[] lines = [.. File.ReadLines(Repository.File("samples", "stroke-sample.csv"))];
        await UploadAsync(_app, "sample.csv", lines[..(Patients + 1)]);
        await Eventually.TrueAsync(() => IsReadyAsync(_app));
        await UploadAsync(_app, "new.csv", [lines[0], .. lines[(Patients + 1)..]]);
        using var report = await _app.Client.PostAsync(
            new Uri("/api/reports", UriKind.Relative),
            null,
            TestContext.Current.CancellationToken
        );
        report.EnsureSuccessStatusCode();
        _appWithKeys = await TestApp.StartAsync(
            storage,
            new Dictionary<string, string?>(quick) { ["Keys:Function"] = FunctionKey, ["Keys:Admin"] = AdminKey }
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

    private static async Task<bool> IsReadyAsync(TestApp app)
    {
        using var answer = await app.Client.GetAsync(new Uri("/api/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
