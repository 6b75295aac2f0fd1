using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Patients;

public sealed class SmallGroupsTests
{
    [Fact]
    public void Withheld_HidesBothSexesOfABand_WhenOneOfThemIsSmall()
    {
        // Under 50: 8 strokes, women 7, men 1; the men's could be found by subtraction.
        var withheld = Withheld(group => group.Value switch
        {
            "under 50, Female" => (100, 7),
            "under 50, Male" => (100, 1),
            _ => (100, 20),
        });

        Assert.Contains("under 50, Male", withheld);
        Assert.True(withheld.Contains("under 50, Female") || withheld.Contains("under 50"), string.Join("; ", withheld));
    }

    [Fact]
    public void Withheld_HidesOnlyEmptyGroups_WhenAllOthersAreLarge() =>
        Assert.Equal(["Other"], Withheld(_ => (100, 20)).Where(value => !value.Contains(", Other", StringComparison.Ordinal)));

    [Fact]
    public void Withheld_HidesASecondGroup_WhenOneOfTwoIsSmall()
    {
        var withheld = Withheld(group => group.Value == "missing" ? (30, 2) : (100, 20));

        Assert.Contains("missing", withheld);
        Assert.Contains("measured", withheld);
    }

    private static HashSet<string> Withheld(Func<PatientGroup, (int Patients, int Strokes)> count) =>
        [.. SmallGroups.Withheld(group => group.Value.EndsWith("Other", StringComparison.Ordinal) ? (0, 0) : count(group), 20, 5)
            .Select(group => group.Value)];
}
