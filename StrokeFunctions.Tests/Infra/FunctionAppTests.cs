using System.Text.Json;

namespace StrokeFunctions.Tests.Infra;

public sealed class FunctionAppTests(Bicep bicep)
{
    [Fact]
    public async Task Authentication_IsDeployedAlways_OnOrOff()
    {
        var off = Authentication(await bicep.SnapshotAsync(Combination.SwitchedOff));
        var on = Authentication(await bicep.SnapshotAsync(Combination.Entra));

        Assert.False(off.GetProperty("platform").GetProperty("enabled").GetBoolean());
        Assert.False(off.GetProperty("globalValidation").GetProperty("requireAuthentication").GetBoolean());
        Assert.True(on.GetProperty("platform").GetProperty("enabled").GetBoolean());
        Assert.True(on.GetProperty("globalValidation").GetProperty("requireAuthentication").GetBoolean());
        Assert.Equal(
            Combination.Somebody,
            on.GetProperty("identityProviders")
                .GetProperty("azureActiveDirectory")
                .GetProperty("registration")
                .GetProperty("clientId")
                .GetString()
        );
    }

    [Fact]
    public async Task WarmInstances_AreOfHttpAndOfBlobs_EachAsAskedFor()
    {
        Assert.Empty(AlwaysReady(await bicep.SnapshotAsync(Combination.Default)));

        Assert.Equal([("http", 2), ("blob", 1)], AlwaysReady(await bicep.SnapshotAsync(Combination.Everything)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Zones_AreUsed_WhenAskedFor(bool asked)
    {
        var plan = (await bicep.SnapshotAsync(asked ? Combination.Everything : Combination.Default)).The("Microsoft.Web/serverfarms");

        Assert.Equal(asked, plan.GetProperty("zoneRedundant").GetBoolean());
    }

    [Fact]
    public async Task Callers_AreTheNamedRangesAndEventGrid()
    {
        var site = (await bicep.SnapshotAsync(Combination.Entra)).The("Microsoft.Web/sites").GetProperty("siteConfig");

        Assert.Equal("Deny", site.GetProperty("ipSecurityRestrictionsDefaultAction").GetString());
        Assert.Equal(
            ["192.0.2.0/24", "198.51.100.7/32", "AzureEventGrid"],
            site.GetProperty("ipSecurityRestrictions").EnumerateArray().Select(rule => rule.GetProperty("ipAddress").GetString())
        );
    }

    private static JsonElement Authentication(Snapshot snapshot) => snapshot.The("Microsoft.Web/sites/config", "authsettingsV2");

    private static IEnumerable<(string? Name, int Count)> AlwaysReady(Snapshot snapshot) =>
        snapshot
            .The("Microsoft.Web/sites")
            .GetProperty("functionAppConfig")
            .GetProperty("scaleAndConcurrency")
            .GetProperty("alwaysReady")
            .EnumerateArray()
            .Select(group => (group.GetProperty("name").GetString(), group.GetProperty("instanceCount").GetInt32()));
}
