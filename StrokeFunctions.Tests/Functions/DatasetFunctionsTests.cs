using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Functions;

public sealed class DatasetFunctionsTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_IsAccepted_AndAgainWhenTheBytesAreTheSame()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());

        using var first = await PostAsync(app, "a.csv", "one");
        using var again = await PostAsync(app, "a.csv", "one");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, again.StatusCode));
        Assert.Equal(await ETagAsync(first), await ETagAsync(again));
        Assert.Equal("one", await StoredAsync(app, "a.csv"));
    }

    [Fact]
    public async Task Upload_IsAConflict_WhenTheNameHoldsOtherBytes()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());
        using var first = await PostAsync(app, "a.csv", "one");

        using var second = await PostAsync(app, "a.csv", "two");

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("one", await StoredAsync(app, "a.csv"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../models/aliases.json")]
    [InlineData("..%2F..%2Fa.csv")]
    [InlineData("a/b.csv")]
    [InlineData("a%00.csv")]
    [InlineData("a.txt")]
    public async Task Upload_IsRefused_WhenTheNameIsHostile(string name)
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());

        using var answer = await PostAsync(app, name, "one");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Upload_IsRefused_WhenTheBodyIsEmptyOrAForm()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());
        using var form = new MultipartFormDataContent { { new StringContent("one"), "file", "a.csv" } };

        using var empty = await PostAsync(app, "a.csv", "");
        using var multipart = await app.Client.PostAsync("api/datasets?name=a.csv", form, Ct);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType), (empty.StatusCode, multipart.StatusCode));
        Assert.Null(await app.Services.GetRequiredService<BlobStore>().FindAsync(Containers.Datasets, "a.csv", Ct));
    }

    [Fact]
    public async Task Upload_TakesAFileLargerThanOnePiece()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());
        var text = new string('x', 10_000_000);

        using var first = await PostAsync(app, "a.csv", text);
        using var again = await PostAsync(app, "a.csv", text);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, again.StatusCode));
        Assert.Equal(text, await StoredAsync(app, "a.csv"));
    }

    private static Task<HttpResponseMessage> PostAsync(TestApp app, string name, string content) =>
        app.Client.PostAsync($"api/datasets?name={name}", new StringContent(content, Encoding.UTF8, "text/csv"), Ct);

    private static async Task<string?> ETagAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("etag").GetString();

    private static async Task<string?> StoredAsync(TestApp app, string name) =>
        await app.Services.GetRequiredService<BlobStore>().ReadAsync(Containers.Datasets, name, Ct) is { } blob
            ? Encoding.UTF8.GetString(blob.Content.Span)
            : null;
}
