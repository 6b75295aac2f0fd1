using System.Text;
using StrokeFunctions.Model;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Model;

public sealed class ModelCheckTests
{
    private static readonly Tree Stump = new()
    {
        Features = [3],
        Thresholds = [0],
        Left = [~0],
        Right = [~1],
        LeafValues = [0, 1],
        LeafRows = [1, 1],
    };

    public static TheoryData<string, string> BrokenTrees =>
        new()
        {
            { """{"features":[3],"thresholds":[0],"left":[0],"right":[-2],"leaf_values":[0,1],"leaf_rows":[1,1]}""", "is not a tree" },
            { """{"features":[3],"thresholds":[0],"left":[-1],"right":[-1],"leaf_values":[0,1],"leaf_rows":[1,1]}""", "is not a tree" },
            { """{"features":[3],"thresholds":[0],"left":[-1],"right":[-3],"leaf_values":[0,1],"leaf_rows":[1,1]}""", "is not a tree" },
            {
                """{"features":[3,4],"thresholds":[0,0],"left":[-1,1],"right":[-2,-3],"leaf_values":[0,1,2],"leaf_rows":[1,1,1]}""",
                "is not a tree"
            },
            {
                """{"features":[38],"thresholds":[0],"left":[-1],"right":[-2],"leaf_values":[0,1],"leaf_rows":[1,1]}""",
                "features holds 38; 0 to 29 is allowed"
            },
            {
                """{"features":[30],"thresholds":[0],"left":[-1],"right":[-2],"leaf_values":[0,1],"leaf_rows":[1,1]}""",
                "features holds 30; 0 to 29 is allowed"
            },
            {
                """{"features":[3],"thresholds":[1e30],"left":[-1],"right":[-2],"leaf_values":[0,1],"leaf_rows":[1,1]}""",
                "thresholds holds 1E+30"
            },
            {
                """{"features":[3],"thresholds":[0,1],"left":[-1],"right":[-2],"leaf_values":[0,1],"leaf_rows":[1,1]}""",
                "thresholds has 2 entries; 1 are allowed"
            },
            { """{"features":[3],"thresholds":[0],"left":[-1],"right":[-2],"leaf_values":[0,1],"leaf_rows":[1,0]}""", "leaf_rows holds 0" },
            {
                """{"features":[],"thresholds":[],"left":[],"right":[],"leaf_values":[],"leaf_rows":[]}""",
                "leaf_values has 0 entries; 1 are allowed"
            },
            { """{"features":null,"thresholds":[],"left":[],"right":[],"leaf_values":[0],"leaf_rows":[1]}""", "not a model in JSON" },
            { "null", "trees holds Null; an object is expected" },
        };

    [Theory]
    [MemberData(nameof(BrokenTrees))]
    public void Parse_NamesTheFault_WhenATreeIsBroken(string tree, string fault)
    {
        var good = WithTrees(Stump).ToJson();
        var bad = Encoding
            .UTF8.GetString(good)
            .Replace(
                Encoding.UTF8.GetString(good).Split("\"trees\":[")[1].Split(']')[0..6].Aggregate((a, b) => a + "]" + b) + "]}",
                tree,
                StringComparison.Ordinal
            );

        var exception = Assert.Throws<InvalidModelException>(() => StrokeModel.Parse("v1", Encoding.UTF8.GetBytes(bad)));

        Assert.Contains(exception.Faults, text => text.Contains(fault, StringComparison.Ordinal));
        Assert.StartsWith("Model v1 can't be used: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NamesEveryFault()
    {
        var document = Models.Random(1) with
        {
            Threshold = 1,
            SchemaVersion = 9,
            FeaturizerVersion = 9,
            Format = 9,
            TrainingRows = 0,
            FeatureMeans = [1],
            Features = ["a"],
            Members = [new LinearMember { Name = "twice", Bias = 1e30, Features = [0, 0], Weights = [1] }],
            LikePatients = new LikePatients { Groups = [new LikeGroup(0, -1, 1)], FewInAges = [] },
        };

        var exception = Assert.Throws<InvalidModelException>(() => StrokeModel.Parse("v1", document.ToJson()));

        Assert.Equal(11, exception.Faults.Count);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("")]
    public void Parse_Throws_WhenItIsNoModel(string json) =>
        Assert.Throws<InvalidModelException>(() => StrokeModel.Parse("v1", Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Parse_Refuses_WhenTheTablesWouldExhaustMemory()
    {
        var trees = Enumerable.Range(0, ModelLimits.Trees).Select(i => Stump with
        {
            Features = [3, 13],
            Thresholds = [i, -i],
            Left = [1, ~0],
            Right = [~2, ~1],
            LeafValues = [0, 1, 2],
            LeafRows = [1, 1, 1],
        });

        var exception = Assert.Throws<InvalidModelException>(() => StrokeModel.Parse("v1", WithTrees([.. trees]).ToJson()));

        Assert.Contains("words", Assert.Single(exception.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ListsAHundredFaults_WhenThereAreMore()
    {
        var broken = Stump with { Features = [99], LeafRows = [0, 0] };

        var exception = Assert.Throws<InvalidModelException>(() =>
            StrokeModel.Parse("v1", WithTrees([.. Enumerable.Repeat(broken, 500)]).ToJson())
        );

        Assert.Equal(ModelLimits.Faults, exception.Faults.Count);
    }

    private static ModelDocument WithTrees(params Tree[] trees) =>
        Models.Random(1) with { Members = [new TreesMember { Name = "trees", Bias = 0, Trees = trees }] };
}
