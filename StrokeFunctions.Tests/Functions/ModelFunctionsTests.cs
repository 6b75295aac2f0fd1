using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
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

        using var answer = await app.Client.PostAsync(
            $"api/models/{One}/promote",
            new StringContent(body, Encoding.UTF8, "application/json"),
            Ct
        );

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

    [Fact]
    public async Task Pin_TurnsAutomaticPromotionOff_UntilUnpinned()
    {
        await using var app = await StartAsync();

        using var pinned = await app.Client.PostAsJsonAsync("api/models/pin", new { reason = "an audit" }, Ct);
        Assert.True((await pinned.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("pinned").GetBoolean());

        using var unpinned = await app.Client.PostAsJsonAsync("api/models/unpin", new { reason = "the audit is over" }, Ct);
        Assert.False((await unpinned.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("pinned").GetBoolean());
    }

    [Fact]
    public async Task Tag_NamesAVersion_AndMovesToAnother()
    {
        await using var app = await StartAsync();

        using var first = await app.Client.PostAsJsonAsync($"api/models/{One}/tags/audited", new { reason = "signed" }, Ct);
        using var moved = await app.Client.PostAsJsonAsync($"api/models/{Two}/tags/audited", new { reason = "signed anew" }, Ct);
        using var taken = await app.Client.PostAsJsonAsync($"api/models/{Two}/tags/champion", new { reason = "no" }, Ct);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest),
            (first.StatusCode, moved.StatusCode, taken.StatusCode)
        );
        var manifest = await app.Client.GetFromJsonAsync<JsonElement>("api/models/audited", Ct);
        Assert.Equal(Two, manifest.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Untag_TakesTheNameAway_FromTheVersionThatHasIt()
    {
        await using var app = await StartAsync();
        using var tagged = await app.Client.PostAsJsonAsync($"api/models/{One}/tags/audited", new { reason = "signed" }, Ct);

        var kept = await UntagAsync(app, Two);
        var gone = await UntagAsync(app, One);

        Assert.Equal(One, kept.GetProperty("tags").GetProperty("audited").GetString());
        Assert.Empty(gone.GetProperty("tags").EnumerateObject());
        Assert.Equal("untagged", gone.GetProperty("last_change").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Events_TellWhichModelServedWhen()
    {
        await using var app = await StartAsync();
        await PromoteAsync(app, One, "the first");
        await PromoteAsync(app, Two, "better");

        var events = await app.Client.GetFromJsonAsync<JsonElement>("api/models/events", Ct);
        var moments = events.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("at").GetDateTimeOffset()).ToArray();

        Assert.Equal(2, moments.Length);
        Assert.Equal(One, await ServingAtAsync(app, moments[0]));
        Assert.Equal(Two, await ServingAtAsync(app, moments[1].AddDays(1)));
        Assert.Null(await ServingAtAsync(app, moments[0].AddSeconds(-1)));
        using var nonsense = await app.Client.GetAsync("api/models/events?at=yesterday", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task Compare_TellsWhatDiffers()
    {
        await using var app = await StartAsync();

        var comparison = await app.Client.GetFromJsonAsync<JsonElement>($"api/models/{One}/compare/{Two}", Ct);

        Assert.Equal(One, comparison.GetProperty("one").GetProperty("version").GetString());
        var seed = comparison.GetProperty("settings").GetProperty("name");
        Assert.Equal((One, Two), (seed.GetProperty("one").GetString(), seed.GetProperty("other").GetString()));
        var manifest = await app.Client.GetFromJsonAsync<JsonElement>($"api/models/{Two}", Ct);
        Assert.True(
            JsonElement.DeepEquals(
                manifest.GetProperty("evaluation").GetProperty("curves"),
                comparison.GetProperty("curves").GetProperty("other")
            )
        );
        Assert.True(JsonElement.DeepEquals(manifest.GetProperty("lineage"), comparison.GetProperty("lineage").GetProperty("other")));
    }

    [Fact]
    public async Task Promote_IsAConflict_WhenTheModelIsDamaged()
    {
        await using var app = await StartAsync();
        var store = app.Services.GetRequiredService<BlobStore>();
        await store.WriteAsync(
            Containers.Models,
            $"{One}/{ModelRegistry.ModelFile}",
            new MemoryStream("{}"u8.ToArray()),
            "application/json",
            Ct
        );

        using var answer = await PromoteAsync(app, One, "unaware");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Null((await app.Services.GetRequiredService<ModelRegistry>().GetAliasesAsync(Ct)).Aliases.Champion);
    }

    private static async Task<JsonElement> UntagAsync(TestApp app, string version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/models/{version}/tags/audited")
        {
            Content = JsonContent.Create(new { reason = "withdrawn" }),
        };
        using var answer = await app.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private static async Task<string?> ServingAtAsync(TestApp app, DateTimeOffset at) =>
        (await app.Client.GetFromJsonAsync<JsonElement>($"api/models/events?at={at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ}", Ct))
            .TryGetProperty("version", out var version) ? version.GetString() : null;

    private async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(azurite.NewAccount());
        var registry = app.Services.GetRequiredService<ModelRegistry>();
        foreach (var version in (string[])[One, Two])
        {
            await registry.PublishAsync(
                Manifests.Of(version) with
                {
                    Parameters = new Dictionary<string, string> { ["name"] = version },
                },
                new Dictionary<string, ReadOnlyMemory<byte>>
                {
                    [ModelRegistry.ModelFile] = Models.Random(1).ToJson(),
                    [ModelRegistry.CardFile] = "a card"u8.ToArray(),
                },
                Ct
            );
        }

        return app;
    }

    private static Task<HttpResponseMessage> PromoteAsync(TestApp app, string version, string reason) =>
        app.Client.PostAsJsonAsync($"api/models/{version}/promote", new { reason, by = "a test" }, Ct);
}
