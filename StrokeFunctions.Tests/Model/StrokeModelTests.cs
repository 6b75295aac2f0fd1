using System.Text;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Model;

public sealed class StrokeModelTests
{
    [Theory]
    [InlineData(1, 20, 16)]
    [InlineData(2, 3, 32)]
    [InlineData(3, 0, 2)]
    [InlineData(4, 5, 2)]
    public void LogOdds_IsTheSumOfTheMembersScores(int seed, int trees, int leaves)
    {
        var document = Models.Random(seed, trees, leaves);
        var model = Models.Load(document);

        foreach (var patient in SomePatients.Random(seed + 100, 500))
        {
            var features = new float[Featurizer.Count];
            Featurizer.Fill(patient, features);
            var expected = document.Intercept + document.Members.Sum(member => member.Weight * member.Score(features));

            Assert.Equal(expected, model.LogOdds(patient), 1e-12);
            Assert.Equal(1 / (1 + Math.Exp(-expected)), model.Probability(patient), 1e-13);
        }
    }

    [Fact]
    public void LogOdds_FollowsTheSteps_WhenAValueIsOnAThreshold()
    {
        var tree = new Tree { Features = [3], Thresholds = [0.5f], Left = [~0], Right = [~1], LeafValues = [1, 2], LeafRows = [1, 1] };
        var model = Models.Load(Models.Random(1) with
        {
            Intercept = 0,
            Members = [new TreesMember { Name = "tree", Bias = 0, Trees = [tree] }],
        });

        Assert.Equal(1, model.LogOdds(OfAge(60)));
        Assert.Equal(2, model.LogOdds(OfAge(60.001)));
    }

    [Fact]
    public void LogOdds_AllocatesNothing()
    {
        var model = Models.Load(Models.Random(5));
        var patients = SomePatients.Random(6, 100);
        var sum = patients.Sum(patient => model.LogOdds(patient));

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var patient in patients)
            sum += model.LogOdds(patient);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(double.IsFinite(sum));
    }

    [Fact]
    public void ToJson_GivesTheSameBytes_AfterReadingThemBack()
    {
        var bytes = Models.Random(7).ToJson();

        var read = StrokeModel.Parse("again", bytes);

        Assert.Equal(bytes, read.Document.ToJson());
        Assert.Equal("again", read.Version);
        Assert.DoesNotContain("again", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ReadsAModelOfTheFeaturizerWithProducts_AndScoresAlike_WhenItUsesNone()
    {
        var today = Models.Random(8);
        var old = WithProducts(today);

        var model = StrokeModel.Parse("old", old.ToJson());

        Assert.Equal(Models.Load(today).LogOdds(OfAge(70)), model.LogOdds(OfAge(70)));
        Assert.Equal(Featurizer.Version, model.Document.FeaturizerVersion);
    }

    [Fact]
    public void Parse_Refuses_WhenTheModelUsesAProduct()
    {
        var old = WithProducts(
            Models.Random(8) with
            {
                Members =
                [
                    new LinearMember
                    {
                        Name = "product",
                        Bias = 0,
                        Features = [Featurizer.Count],
                        Weights = [1],
                    },
                ],
            }
        );

        var refused = Assert.Throws<InvalidModelException>(() => StrokeModel.Parse("old", old.ToJson()));

        Assert.Contains("features holds 30; 0 to 29 is allowed", Assert.Single(refused.Faults), StringComparison.Ordinal);
    }

    /// <summary>As the featurizer's first version wrote it: eight products of two inputs behind the features of today.</summary>
    private static ModelDocument WithProducts(ModelDocument today) =>
        today with
        {
            FeaturizerVersion = 1,
            Features =
            [
                .. today.Features,
                "age*gender=Male",
                "age*hypertension",
                "age*heart_disease",
                "age*avg_glucose_level",
                "age*bmi",
                "age*bmi_missing",
                "age*smoking_status=smokes",
                "hypertension*avg_glucose_level",
            ],
            FeatureMeans = [.. today.FeatureMeans, .. Enumerable.Repeat(0.5, 8)],
        };

    private static Patient OfAge(double age) => Patient.From([0, age, 0, 0, 0, 3, 0, 100, 25, 3]);
}
