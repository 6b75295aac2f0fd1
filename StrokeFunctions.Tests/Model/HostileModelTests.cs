using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Model;

/// <summary>
/// A model.json that was changed in any way ends in one of two: a scorer whose every answer is a probability, or
/// <see cref="InvalidModelException"/>. Never in another exception, an endless loop or a number that is none.
/// </summary>
public sealed class HostileModelTests
{
    private const int Changes = 400;

    private static readonly byte[] Sound = (
        Models.Random(seed: 5, trees: 6, leaves: 6) with
        {
            LikePatients = new LikePatients
            {
                Groups = [new LikeGroup(0, 0.01, 0.02), new LikeGroup(0.1, 0.1, 0.2)],
                FewInAges = ["under 50"],
            },
            Domain = new TrainingDomain
            {
                Unlike = [new UnlikePair("age 0 to 2", "ever_married Yes")],
                Ranges = [.. Schema.Inputs.OfType<NumericColumn>().Select(column => new SeenRange(column.Name, 1, 90, 0))],
                Categories =
                [
                    .. Schema
                        .Inputs.OfType<CategoryColumn>()
                        .Select(column => new SeenCategories(column.Name, new long[column.Categories.Count])),
                ],
            },
        }
    ).ToJson();

    /// <summary>What a value is replaced by: the wrong kinds, and numbers at every edge.</summary>
    private static readonly string[] Values =
    [
        "null",
        "true",
        "\"\"",
        "\"linear\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "[1,2,3]",
        "0",
        "-1",
        "1",
        "37",
        "38",
        "64",
        "65",
        "-2147483648",
        "2147483647",
        "9223372036854775807",
        "99999999999999999999",
        "1e308",
        "-1e308",
        "1e-308",
        "1e9",
        "1000000001",
        "0.5",
        "1e39",
        "-0.0",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Parse_ScoresOrRefuses_WhenBytesWereChanged(int seed)
    {
        var random = new Random(seed);
        for (var change = 0; change < Changes; change++)
        {
            var bytes = Sound.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ScoresOrRefuses(random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Parse_ScoresOrRefuses_WhenValuesWereReplacedRemovedOrDoubled(int seed)
    {
        var random = new Random(seed);
        for (var change = 0; change < Changes; change++)
        {
            var document = JsonNode.Parse(Sound)!;
            for (var i = random.Next(1, 4); i > 0; i--)
                Change(document, random);
            ScoresOrRefuses(JsonSerializer.SerializeToUtf8Bytes(document));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"model\"")]
    [InlineData("{}")]
    [InlineData("{\"members\":[{\"kind\":\"code\"}]}")]
    [InlineData("{\"$type\":\"System.Diagnostics.Process\"}")]
    public void Parse_Refuses_WhatIsNoModel(string json) =>
        Assert.NotEmpty(Assert.Throws<InvalidModelException>(() => StrokeModel.Parse("hostile", Encoding.UTF8.GetBytes(json))).Faults);

    [Fact]
    public void Parse_Refuses_WhatIsNestedAThousandLevelsDeep() =>
        Assert.Throws<InvalidModelException>(() =>
            StrokeModel.Parse("hostile", Encoding.UTF8.GetBytes(new string('[', 1000) + new string(']', 1000)))
        );

    private static void ScoresOrRefuses(byte[] json)
    {
        StrokeModel model;
        try
        {
            model = StrokeModel.Parse("hostile", json);
        }
        catch (InvalidModelException refused)
        {
            Assert.InRange(refused.Faults.Count, 1, ModelLimits.Faults);
            return;
        }

        foreach (var patient in SomePatients.Random(seed: 1, count: 5))
        {
            Assert.InRange(model.Probability(patient), 0, 1);
            Assert.True(double.IsFinite(model.Explain(patient).Sum), Encoding.UTF8.GetString(json));
        }
    }

    private static void Change(JsonNode document, Random random)
    {
        var node = document;
        while (random.Next(8) > 0 && ChildOf(node, random) is { } child)
            node = child;
        switch (node.Parent)
        {
            case JsonArray list when random.Next(4) == 0:
                list.Insert(random.Next(list.Count), node.DeepClone());
                break;
            case JsonArray list when random.Next(3) == 0:
                list.RemoveAt(node.GetElementIndex());
                break;
            case JsonArray list:
                list[node.GetElementIndex()] = JsonNode.Parse(Values[random.Next(Values.Length)]);
                break;
            case JsonObject owner when random.Next(4) == 0:
                owner.Remove(node.GetPropertyName());
                break;
            case JsonObject owner:
                owner[node.GetPropertyName()] = JsonNode.Parse(Values[random.Next(Values.Length)]);
                break;
        }
    }

    private static JsonNode? ChildOf(JsonNode node, Random random) =>
        node switch
        {
            JsonObject { Count: > 0 } owner => owner.ElementAt(random.Next(owner.Count)).Value,
            JsonArray { Count: > 0 } list => list[random.Next(list.Count)],
            _ => null,
        };
}
