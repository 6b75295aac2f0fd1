using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

public sealed class MonitoringTests(Bicep bicep)
{
    private const string LogAlert = "Microsoft.Insights/scheduledQueryRules";

    /// <summary>A workspace has no table until its first row, and Azure refuses a query on a table that is not there.</summary>
    [Fact]
    public async Task LogAlerts_AreTakenBeforeThereIsAnyLog() =>
        Assert.All(
            (await bicep.SnapshotAsync(Combination.Default)).OfType(LogAlert),
            alert => Assert.True(alert.GetProperty("properties").GetProperty("skipQueryValidation").GetBoolean())
        );

    [Fact]
    public async Task StaleReport_IsToldOnlyOfAnAppThatRanBeforeAReportWasDue()
    {
        var condition = Condition((await bicep.SnapshotAsync(Combination.Default)).The(LogAlert, "stale-report"));

        // The rows are counted in one pass: those from before the hours, and the reports within them.
        Assert.Equal(
            "union isfuzzy=true AppRequests, AppTraces | summarize Older = countif(TimeGenerated < ago(26h)), "
                + "Reports = countif(TimeGenerated >= ago(26h) and Type == \"AppRequests\" and OperationName == \"DriftReport\" and "
                + "Success == true) "
                + "| project Value = iff(Older > 0 and Reports == 0, 1, 0)",
            condition.GetProperty("query").GetString()
        );
        Assert.Equal(("GreaterThan", 0), (condition.GetProperty("operator").GetString(), condition.GetProperty("threshold").GetInt32()));
    }

    [Fact]
    public void Sampling_LeavesRequestsOut()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Repository.File("host.json")));

        var sampling = host.RootElement.GetProperty("logging").GetProperty("applicationInsights").GetProperty("samplingSettings");

        Assert.Equal(
            (true, "Request"),
            (sampling.GetProperty("isEnabled").GetBoolean(), sampling.GetProperty("excludedTypes").GetString())
        );
    }

    /// <summary>When the cap is reached no log is taken any more, so a question to the logs would not tell of it.</summary>
    [Fact]
    public async Task DailyCap_IsToldByTheActivityLog()
    {
        var snapshot = await bicep.SnapshotAsync(Combination.Everything);

        var alert = snapshot.The("Microsoft.Insights/activityLogAlerts", "daily-cap");

        var anyOf = alert.GetProperty("condition").GetProperty("allOf")[1].GetProperty("anyOf");
        Assert.Contains(
            "Microsoft.Insights/Components/DailyCapReached/Action",
            anyOf.EnumerateArray().Select(field => field.GetProperty("equals").GetString())
        );
        Assert.EndsWith(
            Assert.Single(snapshot.OfType("Microsoft.Insights/components")).GetProperty("id").GetString()!,
            alert.GetProperty("scopes")[0].GetString(),
            StringComparison.Ordinal
        );
        Assert.Single(alert.GetProperty("actions").GetProperty("actionGroups").EnumerateArray());
        Assert.Equal(1, snapshot.The("microsoft.insights/components/pricingPlans").GetProperty("cap").GetInt32());
    }

    /// <summary>The criteria of one metric rule must all hold, so two reasons are two rules.</summary>
    [Fact]
    public async Task LostEvents_AreTold_WhetherKeptAsideOrDropped()
    {
        var alerts = (await bicep.SnapshotAsync(Combination.Default)).OfType("Microsoft.Insights/metricAlerts");

        var metrics = alerts.Select(alert =>
            Assert
                .Single(alert.GetProperty("properties").GetProperty("criteria").GetProperty("allOf").EnumerateArray())
                .GetProperty("metricName")
                .GetString()
        );
        Assert.Equal(["DeadLetteredCount", "DroppedEventCount"], metrics.Order());
    }

    [Fact]
    public async Task Budget_StaysAndIsSilent_WhenSwitchedOff()
    {
        Assert.Empty((await bicep.SnapshotAsync(Combination.Default)).OfType("Microsoft.Consumption/budgets"));
        Assert.All(
            Notifications(await bicep.SnapshotAsync(Combination.Everything)),
            notification => Assert.True(notification.GetProperty("enabled").GetBoolean())
        );

        var off = Notifications(await bicep.SnapshotAsync(Combination.SwitchedOff));

        Assert.Equal(2, off.Count);
        Assert.All(off, notification => Assert.False(notification.GetProperty("enabled").GetBoolean()));
    }

    private static List<JsonElement> Notifications(Snapshot snapshot) =>
        [
            .. snapshot
                .The("Microsoft.Consumption/budgets")
                .GetProperty("notifications")
                .EnumerateObject()
                .Select(notification => notification.Value),
        ];

    private static JsonElement Condition(JsonElement alert) =>
        Assert.Single(alert.GetProperty("criteria").GetProperty("allOf").EnumerateArray());
}
