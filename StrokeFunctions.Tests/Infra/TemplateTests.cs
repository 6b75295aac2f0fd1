namespace StrokeFunctions.Tests.Infra;

/// <summary>What the compiled template says of security, storage and rights.</summary>
public sealed class TemplateTests(Bicep bicep)
{
    [Fact]
    public async Task Storage_TakesIdentitiesOverTlsOnly()
    {
        var properties = (await bicep.MainAsync()).Resource("Microsoft.Storage/storageAccounts").GetProperty("properties");

        Assert.False(properties.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(properties.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.False(properties.GetProperty("allowCrossTenantReplication").GetBoolean());
        Assert.True(properties.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
        Assert.Equal("TLS1_2", properties.GetProperty("minimumTlsVersion").GetString());
    }

    [Fact]
    public async Task App_TakesHttpsOnly_AndNoPublishingPasswords()
    {
        var template = await bicep.MainAsync();
        var properties = template.Resource("Microsoft.Web/sites").GetProperty("properties");

        Assert.True(properties.GetProperty("httpsOnly").GetBoolean());
        Assert.Equal("1.2", properties.GetProperty("siteConfig").GetProperty("minTlsVersion").GetString());
        Assert.Equal("1.2", properties.GetProperty("siteConfig").GetProperty("scmMinTlsVersion").GetString());
        Assert.Equal("UserAssigned", template.Resource("Microsoft.Web/sites").GetProperty("identity").GetProperty("type").GetString());
        Assert.Equal(
            "UserAssignedIdentity",
            properties
                .GetProperty("functionAppConfig")
                .GetProperty("deployment")
                .GetProperty("storage")
                .GetProperty("authentication")
                .GetProperty("type")
                .GetString()
        );
        var passwords = template.Resources("Microsoft.Web/sites/basicPublishingCredentialsPolicies");
        Assert.Equal(2, passwords.Count);
        Assert.All(passwords, policy => Assert.False(policy.GetProperty("properties").GetProperty("allow").GetBoolean()));
    }

    [Fact]
    public async Task Entra_LeavesOutNoPathThatCouldStandForAll()
    {
        var authentication = (await bicep.SnapshotAsync(Combination.Entra)).The("Microsoft.Web/sites/config", "authsettingsV2");

        var validation = authentication.GetProperty("globalValidation");
        Assert.Equal(
            ["/api/health/live", "/api/health/ready", "/api/openapi.json", "/runtime/webhooks/blobs"],
            validation.GetProperty("excludedPaths").EnumerateArray().Select(path => path.GetString())
        );
    }

    [Fact]
    public async Task Telemetry_TakesIdentitiesOnly()
    {
        var template = await bicep.MainAsync();

        Assert.True(
            template.Resource("Microsoft.Insights/components").GetProperty("properties").GetProperty("DisableLocalAuth").GetBoolean()
        );
        Assert.True(
            template
                .Resource("Microsoft.OperationalInsights/workspaces")
                .GetProperty("properties")
                .GetProperty("features")
                .GetProperty("disableLocalAuth")
                .GetBoolean()
        );
    }

    [Fact]
    public async Task Roles_AreTheNamedOnes()
    {
        var template = await bicep.MainAsync();
        var named = new Dictionary<string, string>
        {
            ["storageBlobDataOwner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
            ["storageBlobDataContributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
            ["storageBlobDataReader"] = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
            ["storageQueueDataContributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
            ["storageTableDataContributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
            ["monitoringMetricsPublisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        };

        Assert.All(named, role => Assert.All(template.Variables(role.Key), id => Assert.Equal(role.Value, id.GetString())));
        Assert.Equal(
            6, // the app on storage (three roles in a loop), the app on telemetry, Event Grid on its container, people on three scopes
            template.Resources("Microsoft.Authorization/roleAssignments").Count
        );
        Assert.All(
            template.Resources("Microsoft.Authorization/roleAssignments"),
            assignment => Assert.True(assignment.TryGetProperty("scope", out _))
        );
    }

    [Fact]
    public async Task KeysAreReadNowhere_ButInTheWebhookOfASubscription()
    {
        var main = (await bicep.MainAsync()).Parts[0].GetRawText();
        var eventGrid = (await bicep.EventGridAsync()).Parts[0];

        Assert.DoesNotContain("listKeys(", main, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("listAccountSas(", main, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("securestring", main, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, eventGrid.GetRawText().Split("listKeys(").Length - 1);
        Assert.False(eventGrid.TryGetProperty("outputs", out _));
    }

    [Fact]
    public async Task Outputs_AreNamesAndAddresses()
    {
        var outputs = (await bicep.MainAsync()).Parts[0].GetProperty("outputs").EnumerateObject();

        Assert.All(outputs, output => Assert.Matches("(_NAME|_URL|_GROUP|_CONTAINER|SUBSCRIPTION_ID)$", output.Name));
    }
}
