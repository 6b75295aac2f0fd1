using System.Text.Json;

namespace StrokeFunctions.Tests.Infra;

/// <summary>How long patients' data live, in all its copies.</summary>
public sealed class StorageTests(Bicep bicep)
{
    [Fact]
    public async Task Storage_KeepsWhatIsDeletedOrOverwritten()
    {
        var properties = (await bicep.MainAsync()).Resource("Microsoft.Storage/storageAccounts/blobServices").GetProperty("properties");

        Assert.True(properties.GetProperty("isVersioningEnabled").GetBoolean());
        Assert.True(properties.GetProperty("deleteRetentionPolicy").GetProperty("enabled").GetBoolean());
        Assert.True(properties.GetProperty("containerDeleteRetentionPolicy").GetProperty("enabled").GetBoolean());
    }

    /// <summary>
    /// Under versioning a deleted append blob (the scoring log, the event log) becomes a version just as a deleted block blob does.
    /// </summary>
    [Fact]
    public async Task EveryRuleOnVersions_EndsThoseOfBothKindsOfBlobs()
    {
        var rules = (await RulesAsync()).Where(rule => Actions(rule).TryGetProperty("version", out _)).ToList();

        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.Equal(["appendBlob", "blockBlob"], Filter(rule, "blobTypes").Order()));
        var everywhere = Assert.Single(rules, rule => Filter(rule, "prefixMatch").Count == 0);
        Assert.Equal(
            "[parameters('recoveryDays')]",
            Actions(everywhere).GetProperty("version").GetProperty("delete").GetProperty("daysAfterCreationGreaterThan").GetString()
        );
    }

    [Fact]
    public async Task Lifecycle_EndsTheScoringLog_WhichConsistsOfAppendBlobs()
    {
        var rule = Assert.Single(await RulesAsync(), rule => Filter(rule, "prefixMatch").Contains("scoring-log/"));

        Assert.Contains("appendBlob", Filter(rule, "blobTypes"));
    }

    [Fact]
    public async Task Lifecycle_NeverTouchesModelsDatasetsOrReports()
    {
        foreach (var rule in await RulesAsync())
        {
            if (!Actions(rule).TryGetProperty("baseBlob", out _))
                continue;
            var prefixes = Filter(rule, "prefixMatch");
            Assert.NotEmpty(prefixes);
            Assert.DoesNotContain(prefixes, prefix => prefix.Split('/')[0] is "models" or "datasets" or "training" or "reports");
        }
    }

    [Fact]
    public async Task Lock_IsOnTheAccount_WhenAskedFor()
    {
        Assert.Empty((await bicep.SnapshotAsync(Combination.Default)).OfType("Microsoft.Authorization/locks"));

        var locked = Assert.Single((await bicep.SnapshotAsync(Combination.Everything)).OfType("Microsoft.Authorization/locks"));

        Assert.Equal("CanNotDelete", locked.GetProperty("properties").GetProperty("level").GetString());
        Assert.Contains("/Microsoft.Storage/storageAccounts/", locked.GetProperty("id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_LogsEveryAccessToABlob_WhenAskedFor()
    {
        Assert.Empty((await bicep.SnapshotAsync(Combination.Default)).OfType("Microsoft.Insights/diagnosticSettings"));

        var audit = Assert.Single((await bicep.SnapshotAsync(Combination.Everything)).OfType("Microsoft.Insights/diagnosticSettings"));

        Assert.Contains("/blobServices/default/providers/", audit.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["StorageRead", "StorageWrite", "StorageDelete"],
            audit
                .GetProperty("properties")
                .GetProperty("logs")
                .EnumerateArray()
                .Where(log => log.GetProperty("enabled").GetBoolean())
                .Select(log => log.GetProperty("category").GetString())
        );
    }

    private async Task<IReadOnlyList<JsonElement>> RulesAsync() =>
        [
            .. (await bicep.MainAsync())
                .Resource("Microsoft.Storage/storageAccounts/managementPolicies")
                .GetProperty("properties")
                .GetProperty("policy")
                .GetProperty("rules")
                .EnumerateArray(),
        ];

    private static JsonElement Actions(JsonElement rule) => rule.GetProperty("definition").GetProperty("actions");

    private static IReadOnlyList<string> Filter(JsonElement rule, string name) =>
        rule.GetProperty("definition").GetProperty("filters").TryGetProperty(name, out var values)
            ? [.. values.EnumerateArray().Select(value => value.GetString() ?? "")]
            : [];
}
