using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Tests.Support;

/// <summary>The real app as a clinic's data manager sees it: a file is posted, and its answer awaited.</summary>
internal sealed class ClinicApp(TestApp app) : IAsyncDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Talks to the app.</summary>
    public HttpClient Client => app.Client;

    /// <summary>An app without datasets. Nothing is trained where it isn't needed for what a test looks at.</summary>
    public static async Task<ClinicApp> StartAsync(Azurite azurite) =>
        new(await TestApp.StartAsync(azurite.NewAccount(), new Dictionary<string, string?>
        {
            ["Training:Folds"] = "10",
            ["Training:InnerFolds"] = "10",
            ["Training:Retrain"] = "Never",
        }));

    /// <summary>Posts a file and waits until it was worked on: its state, reason and comparison.</summary>
    public async Task<JsonElement> UploadAsync(string name, byte[] file, string? contentEncoding = null)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        if (contentEncoding is not null) content.Headers.ContentEncoding.Add(contentEncoding);
        using var answer = await app.Client.PostAsync($"api/datasets?name={name}", content, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return await WorkedOnAsync(name);
    }

    /// <summary>Puts a file into its container as a blob client does, and waits until it was worked on.</summary>
    public async Task<JsonElement> PutBlobAsync(string name, Stream file, string? contentEncoding = null)
    {
        var headers = new BlobHttpHeaders { ContentEncoding = contentEncoding };
        await app.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(Containers.Datasets).GetBlobClient(name)
            .UploadAsync(file, headers, cancellationToken: Ct);
        return await WorkedOnAsync(name);
    }

    private async Task<JsonElement> WorkedOnAsync(string name)
    {
        JsonElement entry = default;
        await Eventually.TrueAsync(async () =>
        {
            entry = (await ShowAsync(name)).GetProperty("dataset");
            return entry.GetProperty("state").GetString() is not ("waiting" or "working" or "confirmed");
        });
        return entry;
    }

    /// <inheritdoc cref="UploadAsync(string, byte[], string)"/>
    public Task<JsonElement> UploadAsync(string name, string file) => UploadAsync(name, Encoding.UTF8.GetBytes(file));

    /// <summary>What GET /api/datasets/{name} says.</summary>
    public Task<JsonElement> ShowAsync(string name) => app.Client.GetFromJsonAsync<JsonElement>($"api/datasets/{name}", Ct);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Uploads a file that must be taken in.</summary>
    public async Task TakeInAsync(string name, byte[] file)
    {
        var entry = await UploadAsync(name, file);
        Assert.Equal("taken_in", entry.GetProperty("state").GetString());
    }
}
