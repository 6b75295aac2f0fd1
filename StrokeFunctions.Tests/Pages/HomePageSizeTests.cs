using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Pages;

/// <summary>Sums what a browser is sent for the home page, over real HTTP, with a champion that was really trained.</summary>
public sealed partial class HomePageSizeTests(Azurite azurite, ITestOutputHelper output)
{
    /// <summary>On a slow mobile connection (1 Mbit/s) a third of a second.</summary>
    private const int MaxBytes = 40_000;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Home_LoadsUnder40Kilobytes_WithAllThatItAsksFor()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());
        await PublishAsync(app.Services.GetRequiredService<ModelRegistry>(), ModelCardTests.Manifest);
        app.Services.GetRequiredService<ChampionModel>().Refresh(Ct);
        using var compressed = Client(app, DecompressionMethods.None);
        using var plain = Client(app, DecompressionMethods.All);
        var waiting = new Queue<string>(["/"]);
        var sizes = new Dictionary<string, int>();
        while (waiting.TryDequeue(out var path))
        {
            using var answer = await compressed.GetAsync(new Uri(path, UriKind.Relative), Ct);
            // What scripts only post to is no part of loading.
            if (answer.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound) continue;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            sizes[path] = (await answer.Content.ReadAsByteArrayAsync(Ct)).Length;
            var text = await plain.GetStringAsync(new Uri(path, UriKind.Relative), Ct);
            foreach (var next in LoadedBy(path, text).Where(next => !sizes.ContainsKey(next) && !waiting.Contains(next)))
                waiting.Enqueue(next);
        }

        foreach (var (path, size) in sizes)
            output.WriteLine($"{size,7} {path}");
        output.WriteLine($"{sizes.Values.Sum(),7} in all");
        Assert.True(
            sizes.ContainsKey("/api/models/champion?curves=false") && sizes.ContainsKey("/api/health/ready"),
            "The page asks for the model and its state."
        );
        Assert.Contains(sizes.Keys, path => path.EndsWith("home.js", StringComparison.Ordinal));
        Assert.InRange(sizes.Values.Sum(), 1, MaxBytes);
    }

    /// <summary>Files that a page names, modules that a script imports, and paths of the API in scripts.</summary>
    private static IEnumerable<string> LoadedBy(string path, string text)
    {
        if (path == "/")
            return Linked().Matches(text).Select(match => match.Groups[1].Value);
        if (!path.EndsWith(".js", StringComparison.Ordinal))
            return [];
        return Imported()
            .Matches(text)
            .Select(match => $"/app/{match.Groups[1].Value}")
            .Concat(Asked().Matches(text).Select(match => match.Groups[1].Value));
    }

    [GeneratedRegex("(?:src|<link[^>]*href)=\"(/app/[^\"]+)\"")]
    private static partial Regex Linked();

    [GeneratedRegex(@"(?:from|import) '\./([\w-]+\.js)'")]
    private static partial Regex Imported();

    [GeneratedRegex("['`](/api/[a-z/_?=-]+)['`]")]
    private static partial Regex Asked();

    private static HttpClient Client(TestApp app, DecompressionMethods decompression)
    {
        var client = new HttpClient(new HttpClientHandler { AutomaticDecompression = decompression })
        {
            BaseAddress = app.Client.BaseAddress,
        };
        if (decompression == DecompressionMethods.None)
            client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        return client;
    }

    private static async Task PublishAsync(ModelRegistry registry, Manifest manifest)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { [ModelRegistry.ModelFile] = Models.Random(1).ToJson() };
        await registry.PublishAsync(manifest, files, Ct);
        await registry.PromoteAsync(manifest.Version, new AuditInfo("test", "to be shown"), null, Ct);
    }
}
