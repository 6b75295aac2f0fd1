using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Pages;

/// <summary>The first dataset of an empty app, in Chromium. Apart from the other pages' tests, so that both run at once.</summary>
public sealed class FirstDatasetBrowserTests(Azurite azurite)
{
    [Theory]
    [InlineData("light")]
    [InlineData("phone")]
    public async Task Dataset_IsFollowedFromDropToPromoted_WhenItIsTheFirst(string look)
    {
        var settings = new Dictionary<string, string?>(BrowserApp.Settings) { ["Training:Retrain"] = "WhenNeeded" };
        await using var fresh = await TestApp.StartAsync(azurite.NewAccount(), settings);

        await Browser.DriveAsync("first", look, fresh.Client.BaseAddress!, Repository.File("samples", "stroke-sample.csv"));
    }
}
