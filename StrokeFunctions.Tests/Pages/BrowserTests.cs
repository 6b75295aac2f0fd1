using System.Diagnostics;
using System.Net;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Pages;

/// <summary>
/// The site as people meet it, in Chromium; the steps are in the folder scenarios. Screenshots go to artifacts/screenshots.
/// </summary>
public sealed class BrowserTests(BrowserApp app, Azurite azurite) : IClassFixture<BrowserApp>
{
    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public Task Site_ShowsEveryPageWithoutFault(string look) => DriveAsync("site", look, app.Address);

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public Task Score_AnswersExplainsAndFollowsChanges(string look) => DriveAsync("score", look, app.Address);

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public Task Models_ComparePromoteAndRollBack(string look) => DriveAsync("models", look, app.Address);

    [Fact]
    public Task Site_AsksForTheKeyAndSaysWhich_WhenOneIsNeeded() =>
        DriveAsync("keys", "light", app.AddressWithKeys, BrowserApp.FunctionKey, BrowserApp.AdminKey);

    [Fact]
    public Task Site_SaysSo_WhenTheServerIsLost() => DriveAsync("lost", "light", app.Address);

    [Theory]
    [InlineData("light")]
    [InlineData("phone")]
    public async Task Dataset_IsFollowedFromDropToPromoted_WhenItIsTheFirst(string look)
    {
        var settings = new Dictionary<string, string?>(BrowserApp.Settings) { ["Training:Retrain"] = "WhenNeeded" };
        await using var fresh = await TestApp.StartAsync(azurite.NewAccount(), settings);

        await DriveAsync("first", look, fresh.Client.BaseAddress!, Repository.File("samples", "stroke-sample.csv"));
    }

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/app/home.js", "text/javascript; charset=utf-8")]
    [InlineData("/app/icon.svg", "image/svg+xml; charset=utf-8")]
    public async Task PageFile_IsServedUnderAStrictPolicyAndOnlyOnce(string path, string type)
    {
        using var first = await app.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(type, first.Content.Headers.ContentType?.ToString());
        var policy = Assert.Single(first.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await app.Client.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task PageFile_IsNotFound_WhenThereIsNone()
    {
        using var answer = await app.Client.GetAsync(new Uri("/app/nothing.js", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task DriveAsync(string scenario, string look, Uri address, params string[] more)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no Chromium at {Chromium}; set CHROMIUM to another place.");
        Assert.SkipUnless(
            Directory.Exists(Repository.File("node_modules", "playwright-core")),
            "playwright-core is not installed: run npm ci."
        );
        string[] arguments =
        [
            Repository.File("StrokeFunctions.Tests", "Pages", "browser.mjs"),
            scenario,
            look,
            address.GetLeftPart(UriPartial.Authority),
            Repository.File("artifacts", "screenshots"),
            .. more,
        ];
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var node = Process.Start(start)!;
        var said = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complaints = await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(await said);

        Assert.True(node.ExitCode == 0, complaints);
    }
}
