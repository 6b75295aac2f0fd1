using System.Diagnostics;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Pages;

/// <summary>Chromium, driven through a scenario by a script.</summary>
internal static class Browser
{
    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>Goes through a scenario; fails with what the script says.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="look">How the page looks: light, dark or phone.</param>
    /// <param name="address">The app's.</param>
    /// <param name="more">What else the scenario asks for.</param>
    public static async Task DriveAsync(string scenario, string look, Uri address, params string[] more)
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
