using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>Six environments, each as a deployment would make it.</summary>
public sealed class SnapshotTests(Bicep bicep)
{
    public static TheoryData<string> Combinations => [.. Combination.All.Select(combination => combination.Name)];

    /// <summary>
    /// The lists stand in Fixtures/infra; a difference is a resource or a role more or less, and is to be looked at before it is written
    /// there.
    /// </summary>
    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Deployment_MakesTheseResourcesAndRoles(string name)
    {
        var snapshot = await bicep.SnapshotAsync(Named(name));

        var file = Repository.File("StrokeFunctions.Tests", "Fixtures", "infra", $"{name}.txt");
        Assert.Equal(await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken), snapshot.Lines());
    }

    /// <summary>Azure refuses a template that names a resource twice.</summary>
    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Deployment_NamesNoResourceTwice(string name)
    {
        var ids = (await bicep.SnapshotAsync(Named(name))).All.Select(resource => resource.GetProperty("id").GetString());

        Assert.Empty(ids.GroupBy(id => id, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    private static Combination Named(string name) => Combination.All.Single(combination => combination.Name == name);
}
