using System.Text.Json;

namespace StrokeFunctions.Tests.Infra;

/// <summary>Who gets which role on the data.</summary>
public sealed class PeopleTests(Bicep bicep)
{
    [Fact]
    public async Task Deployer_CanReadTheDataAndUpload()
    {
        var snapshot = await bicep.SnapshotAsync(Combination.Everything);

        Assert.Equal(3, RolesOf(snapshot, Combination.Somebody).Count());
        Assert.All(
            RolesOf(snapshot, Combination.Somebody),
            role => Assert.Equal("User", role.GetProperty("properties").GetProperty("principalType").GetString())
        );
    }

    [Fact]
    public async Task Deployer_GetsNoRoleOnTheData_WhenSwitchedOff() =>
        Assert.Empty(RolesOf(await bicep.SnapshotAsync(Combination.Pipeline), Combination.Somebody));

    private static IEnumerable<JsonElement> RolesOf(Snapshot snapshot, string somebody) =>
        snapshot
            .OfType("Microsoft.Authorization/roleAssignments")
            .Where(role => role.GetProperty("properties").GetProperty("principalId").GetString() == somebody);
}
