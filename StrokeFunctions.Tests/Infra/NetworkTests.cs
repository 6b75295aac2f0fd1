namespace StrokeFunctions.Tests.Infra;

public sealed class NetworkTests(Bicep bicep)
{
    [Fact]
    public async Task PrivateEndpoints_AreMadeOneAfterAnother()
    {
        var copy = (await bicep.MainAsync()).Resource("Microsoft.Network/privateEndpoints").GetProperty("copy");

        Assert.Equal(("serial", 1), (copy.GetProperty("mode").GetString(), copy.GetProperty("batchSize").GetInt32()));
    }

    /// <summary>A storage firewall lets Event Grid in by the topic's own identity only; one that we give it is turned away.</summary>
    [Fact]
    public async Task UndeliveredEvents_AreWrittenWithTheTopicsOwnIdentity()
    {
        var snapshot = await bicep.SnapshotAsync(Combination.Private);
        var topic = Assert.Single(snapshot.OfType("Microsoft.EventGrid/systemTopics"));
        var subscription = (await bicep.EventGridAsync())
            .Resource("Microsoft.EventGrid/systemTopics/eventSubscriptions")
            .GetProperty("properties");

        Assert.Equal("SystemAssigned", topic.GetProperty("identity").GetProperty("type").GetString());
        Assert.Equal(
            "SystemAssigned",
            subscription.GetProperty("deadLetterWithResourceIdentity").GetProperty("identity").GetProperty("type").GetString()
        );
        var role = Assert.Single(
            snapshot.OfType("Microsoft.Authorization/roleAssignments"),
            role => role.GetProperty("id").GetString()!.Contains("/containers/undelivered-events/", StringComparison.Ordinal)
        );
        Assert.Contains(
            topic.GetProperty("name").GetString()!,
            role.GetProperty("properties").GetProperty("principalId").GetString(),
            StringComparison.Ordinal
        );
        var rules = snapshot.The("Microsoft.Storage/storageAccounts").GetProperty("networkAcls");
        Assert.Equal(("Deny", "AzureServices"), (rules.GetProperty("defaultAction").GetString(), rules.GetProperty("bypass").GetString()));
    }
}
