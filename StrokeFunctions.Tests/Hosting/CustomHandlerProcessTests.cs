using System.Globalization;
using System.Net;
using System.Text;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>The executable as the Functions host starts it.</summary>
public sealed class CustomHandlerProcessTests(Azurite azurite)
{
    [Fact]
    public async Task Handler_ListensOnTheHandedPortAlone_WhateverUrlsItInherits()
    {
        var (port, inherited) = (AppProcess.FreePort(), AppProcess.FreePort());
        await using var app = AppProcess.Start(Environment(port, ("ASPNETCORE_URLS", $"http://127.0.0.1:{inherited}"), ("ASPNETCORE_HTTP_PORTS", $"{inherited}")));
        using var client = Client(port);
        await app.AnswersAsync(client, "/");

        using var other = Client(inherited);
        await Assert.ThrowsAsync<HttpRequestException>(() => other.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal("live", await client.GetStringAsync(new Uri("/api/health/live", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Handler_NeverEndsWithZero_SinceTheHostWouldNotRestartIt(string signal)
    {
        var port = AppProcess.FreePort();
        await using var app = AppProcess.Start(Environment(port));
        using var client = Client(port);
        await app.AnswersAsync(client, "/");

        await app.SignalAsync(signal);

        Assert.NotEqual(0, await app.EndAsync());
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "nonsense")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "seven")]
    public async Task Handler_EndsWithOne_WhenASettingCannotWork(string setting, string value)
    {
        await using var app = AppProcess.Start(Environment(AppProcess.FreePort(), (setting, value)));

        Assert.Equal(1, await app.EndAsync());
        Assert.Contains(setting, app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_LeavesNoHalfModel_WhenItIsEndedInTheMiddleOfATraining()
    {
        var (port, account) = (AppProcess.FreePort(), azurite.NewAccount());
        var store = await Storage.OpenAsync(account);
        await store.CreateAsync(
            Containers.Datasets, "first.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 2000)), "text/csv", TestContext.Current.CancellationToken);
        await using var app = AppProcess.Start(Environment(port, ("AzureWebJobsStorage", account)));
        using var client = Client(port);
        await app.AnswersAsync(client, "/");
        using var envelope = new StringContent("""{"Data":{"dataset":""},"Metadata":{"name":"\"first.csv\""}}""", Encoding.UTF8, "application/json");
        var invocation = client.PostAsync("Retrain", envelope, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Task.FromResult(app.Output.Contains("held-out", StringComparison.Ordinal)));

        await app.SignalAsync("TERM");

        Assert.NotEqual(0, await app.EndAsync());
        Assert.False(await SucceededAsync(invocation));
        var registry = new ModelRegistry(store, TimeProvider.System);
        Assert.Empty(await registry.ListAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await registry.EventsAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<bool> SucceededAsync(Task<HttpResponseMessage> invocation)
    {
        try
        {
            using var answer = await invocation;
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static HttpClient Client(int port) => new() { BaseAddress = new Uri($"http://{IPAddress.Loopback}:{port}") };

    private Dictionary<string, string> Environment(int port, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["AzureWebJobsStorage"] = azurite.NewAccount(),
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return environment;
    }
}
