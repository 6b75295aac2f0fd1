using System.Net;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Standalone;

public sealed class KeyCheckTests(Azurite azurite)
{
    private const string FunctionKey = "function-key-0123456789";
    private const string DatasetsKey = "datasets-key-0123456789";
    private const string AdminKey = "admin-key-0123456789";

    [Theory]
    [InlineData("/", null, HttpStatusCode.OK)]
    [InlineData("/api/score", null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/score", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("/api/score", FunctionKey, HttpStatusCode.Accepted)]
    [InlineData("/api/score", AdminKey, HttpStatusCode.Accepted)]
    [InlineData("/api/score", DatasetsKey, HttpStatusCode.Accepted)]
    [InlineData("/api/uploads", FunctionKey, HttpStatusCode.Unauthorized)]
    [InlineData("/api/uploads", DatasetsKey, HttpStatusCode.OK)]
    [InlineData("/api/uploads", AdminKey, HttpStatusCode.OK)]
    [InlineData("/api/items/x", FunctionKey, HttpStatusCode.Unauthorized)]
    [InlineData("/api/items/x", DatasetsKey, HttpStatusCode.Unauthorized)]
    [InlineData("/api/items/x", AdminKey, HttpStatusCode.OK)]
    public async Task Request_NeedsAKeyOfItsLevel_WhenKeysAreConfigured(string path, string? key, HttpStatusCode expected)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var app = await ProbeApp.StartAsync(
            azurite.NewAccount(),
            new Probe(),
            new()
            {
                ["Keys:Function"] = FunctionKey,
                ["Keys:Datasets"] = DatasetsKey,
                ["Keys:Admin"] = AdminKey,
            }
        );

        using var byHeader = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null) byHeader.Headers.Add("x-functions-key", key);
        using var answer = await app.Client.SendAsync(byHeader, cancellationToken);
        using var byQuery = await app.Client.GetAsync($"{path}?code={key}", cancellationToken);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected, byQuery.StatusCode);
        if (expected == HttpStatusCode.Unauthorized)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.Accepted)]
    [InlineData("localhost", HttpStatusCode.Accepted)]
    [InlineData("clinic.example", HttpStatusCode.Unauthorized)]
    public async Task Request_IsServedUnderNamesOfThisMachineOnly_WhenNoKeyIsConfigured(string host, HttpStatusCode expected)
    {
        await using var app = await ProbeApp.StartAsync(azurite.NewAccount(), new Probe());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/score") { Headers = { Host = host } };

        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }
}
