using System.Text.Json;
using StrokeFunctions.Hosting;

namespace StrokeFunctions.Tests.Infra;

/// <summary>The events that start the blob functions, compared with the functions' own triggers.</summary>
public sealed class EventGridTests(Bicep bicep)
{
    [Fact]
    public async Task Subscriptions_AreThoseOfTheBlobFunctions()
    {
        var triggers = FunctionCatalog.OfThisApp().Blobs.Select(function => $"{function.Name} {function.Path.Container}");

        var subscriptions = (await bicep.EventGridAsync())
            .Variable("subscriptions")
            .EnumerateArray()
            .Select(subscription =>
                $"{subscription.GetProperty("function").GetString()} {subscription.GetProperty("container").GetString()}"
            );

        Assert.Equal(triggers.Order(), subscriptions.Order());
    }

    [Fact]
    public async Task Subscription_TakesFinishedCsvBlobsOnly()
    {
        var filter = await SubscriptionAsync("filter");

        Assert.Equal("Microsoft.Storage.BlobCreated", Assert.Single(filter.GetProperty("includedEventTypes").EnumerateArray()).GetString());
        Assert.Equal(".csv", filter.GetProperty("subjectEndsWith").GetString());
        Assert.Contains(
            "/blobServices/default/containers/{0}/blobs/",
            filter.GetProperty("subjectBeginsWith").GetString(),
            StringComparison.Ordinal
        );
        var advanced = Assert.Single(filter.GetProperty("advancedFilters").EnumerateArray());
        Assert.Equal("data.api", advanced.GetProperty("key").GetString());
        Assert.Equal(
            ["PutBlob", "PutBlockList", "CopyBlob", "FlushWithClose"],
            (await bicep.EventGridAsync()).Variable("finishedBy").EnumerateArray().Select(api => api.GetString())
        );
    }

    [Fact]
    public async Task Subscription_IsRetriedForADay_ThenKeptAside()
    {
        var retry = await SubscriptionAsync("retryPolicy");
        var deadLetter = await SubscriptionAsync("deadLetterWithResourceIdentity");

        Assert.Equal(24 * 60, retry.GetProperty("eventTimeToLiveInMinutes").GetInt32());
        Assert.Equal("StorageBlob", deadLetter.GetProperty("deadLetterDestination").GetProperty("endpointType").GetString());
    }

    private async Task<JsonElement> SubscriptionAsync(string property) =>
        (await bicep.EventGridAsync())
            .Resource("Microsoft.EventGrid/systemTopics/eventSubscriptions")
            .GetProperty("properties")
            .GetProperty(property);
}
