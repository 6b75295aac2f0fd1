using System.Text;
using System.Text.Json.Nodes;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Model;

/// <summary>The interval that an answer shows beside its probability.</summary>
public sealed class LikePatientsTests
{
    /// <summary>Strokes are drawn from the probabilities, so that a patient's own is the truth that the interval should hold.</summary>
    [Fact]
    public void Of_HoldsTheTruth_ForNineOfTenPatientsOfEitherOutcome()
    {
        var random = new Random(1);
        double[] probabilities = [.. Enumerable.Range(0, 20_000).Select(_ => Math.Pow(random.NextDouble(), 4) * 0.6)];
        bool[] outcomes = [.. probabilities.Select(p => random.NextDouble() < p)];

        var like = LikePatients.Fit(probabilities, outcomes, 1, []);

        Assert.InRange(like.Groups.Count, 15, 60);
        Assert.Equal(0, like.Groups[0].From);
        Assert.Equal(like.Groups.Select(group => group.From).Order(), like.Groups.Select(group => group.From));
        Assert.All((bool[])[true, false], stroke =>
        {
            double[] of = [.. probabilities.Where((p, i) => outcomes[i] == stroke && p > 0.001)];
            Assert.InRange(of.Count(p => like.Of(p).Low <= p && p <= like.Of(p).High) / (double)of.Length, 0.75, 1);
        });
    }

    [Fact]
    public void Fit_CountsAPatientOnce_WhoIsPredictedTwice()
    {
        double[] once = [.. Enumerable.Range(0, 400).Select(i => i / 1000.0)];
        bool[] outcomes = [.. once.Select((_, i) => i % 4 == 0)];

        var single = LikePatients.Fit(once, outcomes, 1, []);
        var twice = LikePatients.Fit([.. once, .. once], [.. outcomes, .. outcomes], 2, []);

        Assert.Equal(single.Groups, twice.Groups);
    }

    [Fact]
    public void ThinAges_AreThoseWithFewStrokes()
    {
        var old = Patient.From([0, 70, 0, 0, 0, 0, 0, 100, 25, 0]);
        var young = Patient.From([0, 30, 0, 0, 0, 0, 0, 100, 25, 0]);

        var thin = LikePatients.ThinAges([.. Enumerable.Repeat((old, true), 25), .. Enumerable.Repeat((young, true), 24), (young, false)]);

        Assert.Equal(["under 50", "50-64", "80 and over"], thin);
    }

    [Fact]
    public void Parse_ReadsAModelThatStillCallsAnswersUncertain()
    {
        var json = JsonNode.Parse(Models.Random(1).ToJson())!;
        json["uncertainty"] = JsonNode.Parse("""{"coverage": 0.9, "stroke_from": 0.05, "no_stroke_to": 0.4}""");

        var model = StrokeModel.Parse("old", Encoding.UTF8.GetBytes(json.ToJsonString()));

        Assert.Null(model.Document.LikePatients);
        Assert.DoesNotContain("uncertainty", Encoding.UTF8.GetString(model.Document.ToJson()), StringComparison.Ordinal);
    }
}
