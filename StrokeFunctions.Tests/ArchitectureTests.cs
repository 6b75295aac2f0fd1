using NetArchTest.Rules;

namespace StrokeFunctions.Tests;

/// <summary>
/// Holds the direction of dependencies between the rooms, and keeps each technology in its rooms, by looking at the compiled assembly:
/// a folder is a namespace, and a type may name only its own room and those it lists.
/// </summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayName = Rooms();

    public static TheoryData<string> Limited => [.. MayName.Keys.Where(room => Forbidden(room).Length > 0)];

    [Fact]
    public void EveryType_LivesInARoom() =>
        Assert.Empty(
            App()
                .GetTypes()
                .Select(type => type.ReflectionType)
                .Where(type => type.Namespace?.StartsWith("StrokeFunctions", StringComparison.Ordinal) == true)
                .Select(type => type.Namespace!.Split('.').ElementAtOrDefault(1) ?? "")
                .Distinct()
                .Except(MayName.Keys)
                .Except([""])
        );

    [Theory]
    [MemberData(nameof(Limited))]
    public void Room_NamesOnlyWhatItMay(string room)
    {
        var result = App().That().ResideInNamespace(Namespace(room)).ShouldNot().HaveDependencyOnAny(Forbidden(room)).GetResult();

        Assert.True(result.IsSuccessful, string.Join('\n', result.FailingTypes.Select(type => $"{type.FullName}: {type.Explanation}")));
    }

    /// <summary>A blob trigger's parameter is a BlobClient: the one storage type that a function class may bind.</summary>
    [Theory]
    [InlineData("Microsoft.ML", "Training")]
    [InlineData("Microsoft.Azure.Functions.Worker", "Functions", "Hosting")]
    [InlineData("Azure", "Hosting", "Storage", "Functions")]
    [InlineData("OxyPlot", "Pages")]
    public void Technology_StaysInItsRooms(string technology, params string[] rooms)
    {
        var result = App().That().DoNotResideInNamespace(Namespace(rooms[0])).And().ResideInNamespace("StrokeFunctions")
            .ShouldNot().HaveDependencyOnAny(technology).GetResult();

        var failing = result.IsSuccessful
            ? []
            : result.FailingTypes.Where(type =>
                !rooms.Any(room => type.FullName.StartsWith(Namespace(room) + ".", StringComparison.Ordinal))
            );
        Assert.Empty(failing.Select(type => $"{type.FullName}: {type.Explanation}"));
    }

    private static Dictionary<string, string[]> Rooms()
    {
        string[] registry = ["Registry", "Model", "Storage", "Patients", "Statistics"];
        string[] datasets = ["Datasets", .. registry];
        string[] all = ["Scoring", "Training", "Monitoring", "Pages", "Functions", "Hosting", .. datasets];
        return new()
        {
            ["Statistics"] = [],
            ["Patients"] = ["Statistics"],
            ["Storage"] = [],
            ["Model"] = ["Patients", "Statistics"],
            ["Registry"] = registry,
            ["Datasets"] = datasets,
            ["Scoring"] = datasets,
            ["Training"] = datasets,
            ["Monitoring"] = ["Scoring", .. datasets],
            ["Pages"] = ["Scoring", "Training", "Monitoring", .. datasets],
            ["Functions"] = all,
            ["Hosting"] = all,
        };
    }

    private static string[] Forbidden(string room) => [.. MayName.Keys.Except([room, .. MayName[room]]).Select(Namespace)];

    private static string Namespace(string room) => $"StrokeFunctions.{room}";

    private static Types App() => Types.InAssembly(typeof(StrokeFunctions.Hosting.FunctionCatalog).Assembly);
}
