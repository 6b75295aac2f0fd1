using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StrokeFunctions.Model;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Model;

public sealed class ModelReaderTests
{
    private static readonly string[] Optional = ["like_patients", "domain", "unlike", "measured_bmi_only"];

    /// <summary>A model that has every member that there is.</summary>
    private static readonly byte[] Whole = (
        Models.Random(seed: 3, trees: 2, leaves: 4) with
        {
            MeasuredBmiOnly = true,
            LikePatients = new LikePatients { Groups = [new LikeGroup(0, 0.01, 0.02)], FewInAges = ["under 50"] },
            Domain = new TrainingDomain
            {
                Unlike = [new UnlikePair("age 0 to 2", "ever_married Yes")],
                Ranges = [new SeenRange("age", 1, 90, 5_000_000_000)],
                Categories = [new SeenCategories("gender", [7, 8, 9])],
            },
        }
    ).ToJson();

    /// <summary>Paths to every member of every kind of object.</summary>
    public static TheoryData<string> Members => [.. PathsTo(JsonNode.Parse(Whole)!, "").Where(IsFirstOfItsKind)];

    [Fact]
    public void Read_GivesWhatWasWritten() => Assert.Equal(Whole, ModelReader.Read(Whole).ToJson());

    [Theory]
    [MemberData(nameof(Members))]
    public void Read_RefusesWhatLacksAMember_ButForOptionalOnes(string path)
    {
        var (document, owner, name) = Find(path);
        owner.Remove(name);

        HoldsOnlyFor(Optional.Contains(name), document, $"has no {name}");
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Read_RefusesNull_ButInOptionalMembers(string path)
    {
        var (document, owner, name) = Find(path);
        owner[name] = null;

        HoldsOnlyFor(Optional.Contains(name) && name != "measured_bmi_only", document, $"{name} holds Null; ");
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Read_RefusesAMemberThatIsNotKnown(string path)
    {
        var (document, owner, _) = Find(path);
        owner["more"] = 1;

        HoldsOnlyFor(false, document, "there is more, which is not known");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_NamesAKindThatIsNotKnown_WhateverElseTheMemberHas(int member)
    {
        var document = JsonNode.Parse(Whole)!;
        document["members"]![member]!["kind"] = "forest";

        HoldsOnlyFor(false, document, "The kind of a member is \"forest\"");
    }

    [Fact]
    public void Read_PassesOverBounds_OfModelsBefore()
    {
        var document = JsonNode.Parse(Whole)!;
        document["uncertainty"] = new JsonObject { ["low"] = new JsonArray(0.1, 0.2) };

        Assert.Equal(Whole, ModelReader.Read(Utf8(document)).ToJson());
    }

    [Fact]
    public void Read_RefusesWhatFollowsTheModel() => Assert.ThrowsAny<JsonException>(() => ModelReader.Read([.. Whole, (byte)'1']));

    private static void HoldsOnlyFor(bool allowed, JsonNode document, string fault)
    {
        if (allowed)
        {
            ModelReader.Read(Utf8(document));
            return;
        }

        var refused = Assert.Throws<JsonException>(() => ModelReader.Read(Utf8(document)));
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Utf8(JsonNode document) => Encoding.UTF8.GetBytes(document.ToJsonString());

    private static (JsonNode Document, JsonObject Owner, string Name) Find(string path)
    {
        var document = JsonNode.Parse(Whole)!;
        var steps = path.Split('/')[1..];
        var owner = steps[..^1].Aggregate(document, (node, step) => node is JsonArray list ? list[int.Parse(step)]! : node[step]!);
        return (document, owner.AsObject(), steps[^1]);
    }

    private static IEnumerable<string> PathsTo(JsonNode? node, string path) => node switch
    {
        JsonObject owner => owner.SelectMany(member => PathsTo(member.Value, $"{path}/{member.Key}").Prepend($"{path}/{member.Key}")),
        JsonArray list => list.SelectMany((value, i) => PathsTo(value, $"{path}/{i}")),
        _ => [],
    };

    /// <summary>Of the trees one is enough; the two members are of two kinds.</summary>
    private static bool IsFirstOfItsKind(string path) => !path.Contains("/trees/1/", StringComparison.Ordinal);
}
