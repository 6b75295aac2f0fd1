using System.Net;

namespace StrokeFunctions.Tests.Pages;

/// <summary>
/// The site as people meet it, in Chromium; the steps are in the folder scenarios. Screenshots go to artifacts/screenshots.
/// </summary>
public sealed class BrowserTests(BrowserApp app) : IClassFixture<BrowserApp>
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public Task Site_ShowsEveryPageWithoutFault(string look) => Browser.DriveAsync("site", look, app.Address);

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public Task Score_AnswersExplainsAndFollowsChanges(string look) => Browser.DriveAsync("score", look, app.Address);

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public Task Models_ComparePromoteAndRollBack(string look) => Browser.DriveAsync("models", look, app.Address);

    [Fact]
    public Task Site_AsksForTheKeyAndSaysWhich_WhenOneIsNeeded() =>
        Browser.DriveAsync("keys", "light", app.AddressWithKeys, BrowserApp.FunctionKey, BrowserApp.AdminKey);

    [Fact]
    public Task Site_SaysSo_WhenTheServerIsLost() => Browser.DriveAsync("lost", "light", app.Address);

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
}
