using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Functions;

public sealed class ModelFunctionsTests(Azurite azurite)
{
    private const string One = "20260101T000000Z-00000001";
    private const string Two = "20260102T000000Z-00000002";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promote_RollsBackInOneCall_AndTheListSaysSo()
    {
        await using var app = await StartAsync();
        await PromoteAsync(app, One, "the first");
        await PromoteAsync(app, Two, "better");

        using var answer = await PromoteAsync(app, "previous", "worse after all");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var list = await app.Client.GetFromJsonAsync<JsonElement>("api/models", Ct);
        Assert.Equal((One, Two), (list.GetProperty("champion").GetString(), list.GetProperty("previous").GetString()));
        Assert.Equal([Two, One], list.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("version").GetString()!));
        var events = await app.Services.GetRequiredService<ModelRegistry>().EventsAsync(Ct);
        Assert.Equal(["the first", "better", "worse after all"], events.Select(e => e.Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"reason\": \"  \"}")]
    [InlineData("{\"reason\": 1}")]
    public async Task Promote_AsksForAReason_WhenTheBodyHasNone(string body)
    {
        await using var app = await StartAsync();

        using var answer = await app.Client.PostAsync($"api/models/{One}/promote", new StringContent(body, Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("api/models/champion")]
    [InlineData("api/models/20990101T000000Z-00000009")]
    [InlineData("api/models/..%2F..%2Fmodels")]
    public async Task Show_IsNotFound_WhenThereIsNoSuchModel(string path)
    {
        await using var app = await StartAsync();

        using var answer = await app.Client.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Show_GivesTheManifest_AndTheCard()
    {
        await using var app = await StartAsync();

        var manifest = await app.Client.GetFromJsonAsync<JsonElement>($"api/models/{One}", Ct);
        using var card = await app.Client.GetAsync($"api/models/{One}/card", Ct);

        Assert.Equal(One, manifest.GetProperty("version").GetString());
        Assert.Equal("text/html", card.Content.Headers.ContentType?.MediaType);
        Assert.Equal("a card", await card.Content.ReadAsStringAsync(Ct));
    }

    private async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(azurite.NewAccount());
        var registry = app.Services.GetRequiredService<ModelRegistry>();
        foreach (var version in (string[])[One, Two])
        {
            await registry.PublishAsync(
                new Manifest { Version = version, Lineage = new Lineage([], "rows/1", "00", 1, 0, null, 1, new Dictionary<string, string>(), null) },
                new Dictionary<string, ReadOnlyMemory<byte>> { [ModelRegistry.ModelFile] = Models.Random(1).ToJson(), [ModelRegistry.CardFile] = "a card"u8.ToArray() },
                Ct);
        }

        return app;
    }

    private static Task<HttpResponseMessage> PromoteAsync(TestApp app, string version, string reason) =>
        app.Client.PostAsJsonAsync($"api/models/{version}/promote", new { reason, by = "a test" }, Ct);
}
