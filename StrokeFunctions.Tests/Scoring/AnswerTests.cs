using System.Text;
using System.Text.Json.Nodes;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

/// <summary>What stands beside the probability, through the real app.</summary>
public sealed class AnswerTests(Azurite azurite)
{
    private const string Infant = """
        {"gender":"Male","age":0.5,"hypertension":0,"heart_disease":0,"ever_married":"Yes","work_type":"children",
        "Residence_type":"Urban","avg_glucose_level":90,"bmi":17,"smoking_status":"smokes"}
        """;

    [Fact]
    public async Task Score_ShowsWhatHappenedToPatientsLikeThis_AndWhoIsLikeNobody()
    {
        await using var app = await Champion.StartAppAsync(azurite, Models.Random(1) with
        {
            LikePatients = new LikePatients { Groups = [new LikeGroup(0, 0.01, 0.02), new LikeGroup(1, 0.9, 1)], FewInAges = ["under 50"] },
            Domain = new TrainingDomain
            {
                Ranges = [.. Schema.Inputs.OfType<NumericColumn>().Select(column => new SeenRange(column.Name, 0, 200, 1))],
                Categories = [.. Schema.Inputs.OfType<CategoryColumn>().Select(column =>
                    new SeenCategories(column.Name, [.. column.Categories.Select(_ => 1L)]))],
                Unlike = [new UnlikePair("age 0 to 2", "ever_married Yes")],
            },
        });

        using var answer = await app.Client.PostAsync(
            "api/score", new StringContent(Infant, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(0.01, (double?)json["stroke_share_low"]);
        Assert.Equal(0.02, (double?)json["stroke_share_high"]);
        Assert.True((bool?)json["few_patients_like_this"]);
        Assert.True((bool?)json["out_of_distribution"]);
        Assert.Equal(
            ["age 0 to 2 with ever_married Yes: hardly any training patient is both."],
            json["out_of_distribution_reasons"]!.AsArray().Select(reason => (string?)reason));
        Assert.Null(json["uncertain"]);
    }
}
