using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Tests.Scoring;

namespace StrokeFunctions.Tests.Hosting.Contract;

public sealed class ApiDocumentTests(ScoringApp app) : IClassFixture<ScoringApp>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_DescribesEveryFunctionOfTheContract()
    {
        var described = (await ReadAsync())["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key} {path.Key}")).Order();

        var served = app
            .Services.GetRequiredService<FunctionCatalog>()
            .Http.Where(function => function.Route.StartsWith("api/", StringComparison.Ordinal) || function.Route == "predict")
            .SelectMany(function => function.Methods.Where(method => method != "head").Select(method => $"{method} /{function.Route}"))
            .Order();
        Assert.Equal(
            served,
            described.Where(operation =>
                operation.Contains("/api/", StringComparison.Ordinal) || operation.EndsWith("/predict", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData("/api/score", "application/json", ApiExamples.Patient, "Answer")]
    [InlineData("/api/score", "application/json", $"[{ApiExamples.Patient},{ApiExamples.FaultyPatient}]", "Answers")]
    [InlineData("/predict", "application/json", ApiExamples.Patient, "Prediction")]
    [InlineData("/api/score", "text/csv", ApiExamples.Csv, null)]
    public async Task Example_IsAnsweredWithTheFieldsOfItsSchema(string path, string type, string example, string? schema)
    {
        using var response = await app.Client.PostAsync(path, new StringContent(example, Encoding.UTF8, type), Ct);
        response.EnsureSuccessStatusCode();
        if (schema is null) return;

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!.AsObject();
        var declared = (await ReadAsync())["components"]!["schemas"]![schema]!;
        Assert.Subset(
            declared["properties"]!.AsObject().Select(field => field.Key).ToHashSet(),
            answer.Select(field => field.Key).ToHashSet()
        );
        Assert.Superset(
            declared["required"]!.AsArray().Select(field => (string)field!).ToHashSet(),
            answer.Select(field => field.Key).ToHashSet()
        );
    }

    [Fact]
    public async Task Example_OfAProblem_IsWhatAFaultyPatientIsAnsweredWith()
    {
        using var response = await app.Client.PostAsync(
            "/api/score",
            new StringContent(ApiExamples.FaultyPatient, Encoding.UTF8, "application/json"),
            Ct
        );

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ApiExamples.Problem), problem), problem!.ToJsonString());
    }

    [Fact]
    public async Task Patient_HasTheLimitsOfTheSchema()
    {
        var patient = (await ReadAsync())["components"]!["schemas"]!["Patient"]!;

        Assert.Equal((0, 120), ((int)patient["properties"]!["age"]!["minimum"]!, (int)patient["properties"]!["age"]!["maximum"]!));
        Assert.Equal(0, (int)patient["properties"]!["avg_glucose_level"]!["exclusiveMinimum"]!);
        Assert.Equal(["Male", "Female", "Other"], patient["properties"]!["gender"]!["enum"]!.AsArray().Select(word => (string)word!));
        Assert.Equal(8, patient["required"]!.AsArray().Count);
    }

    private async Task<JsonNode> ReadAsync() => JsonNode.Parse(await app.Client.GetStringAsync("/api/openapi.json", Ct))!;
}
