using System.Diagnostics;
using System.Net;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Pages;

/// <summary>The page as people meet it, in Chromium; the steps are in browser.mjs. Screenshots go to artifacts/screenshots.</summary>
public sealed class BrowserTests(BrowserApp app) : IClassFixture<BrowserApp>
{
    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public Task Page_ScoresShowsAndExplains(string look) => DriveAsync(look, app.Address);

    [Fact]
    public Task Page_AsksForTheKey_WhenOneIsNeeded() => DriveAsync("light", app.AddressWithKeys, BrowserApp.FunctionKey);

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/app/home.js", "text/javascript; charset=utf-8")]
    [InlineData("/app/page.css", "text/css; charset=utf-8")]
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

    private static async Task DriveAsync(string look, Uri address, params string[] key)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no Chromium at {Chromium}; set CHROMIUM to another place.");
        Assert.SkipUnless(
            Directory.Exists(Repository.File("node_modules", "playwright-core")),
            "playwright-core is not installed: run npm ci."
        );
        string[] arguments =
        [
            Repository.File("StrokeFunctions.Tests", "Pages", "browser.mjs"),
            look,
            address.GetLeftPart(UriPartial.Authority),
            Repository.File("artifacts", "screenshots"),
            .. key,
        ];
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardError = true })!;
        var complaints = await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(node.ExitCode == 0, complaints);
    }
}
