using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using StrokeFunctions.Hosting;
using StrokeFunctions.Hosting.Contract;

namespace StrokeFunctions.Tests.Hosting.Contract;

/// <summary>The contract says what the app does: each status, each field, nothing less and nothing more.</summary>
public sealed class ApiOperationsTests(AnsweredRequests answers) : IClassFixture<AnsweredRequests>
{
    public static TheoryData<string> Operations => [.. ApiOperations.All.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Statuses_AreThoseThatTheAppAnswersWith(string operation) =>
        Assert.Equal(
            Described(operation).Select(answer => answer.Key).Order(StringComparer.Ordinal),
            answers.All.Where(answer => answer.Operation == operation).Select(answer => $"{answer.Status}")
                .Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Problems_AreThoseThatTheCodeCanReach(string operation)
    {
        var function = FunctionCatalog.OfThisApp().Http.Single(function => function.Name == operation);

        var described = Described(operation).Select(answer => int.Parse(answer.Key)).Where(status => status is >= 400 and not 401);
        Assert.Equal(ReachableStatuses.Of(function.Method), described.Order());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Answers_HaveTheFieldsOfTheirSchemasAndNoOther(string operation)
    {
        foreach (var answer in answers.All.Where(answer => answer.Operation == operation && answer.Body.Length > 0))
        {
            var body = Described(operation)[$"{answer.Status}"]!["content"]?[answer.MediaType];
            Assert.True(body is not null, $"{answer.Status} {answer.MediaType} is not described");
            if (answer.MediaType.EndsWith("json", StringComparison.Ordinal)) AssertFollows(body["schema"]!, answer.Body);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Bodies_ThatTheAppTakes_FollowTheirSchemas(string operation)
    {
        var body = answers.Operations()[operation].Described["requestBody"]?["content"]?["application/json"]?["schema"];

        Assert.All(
            answers.All.Where(answer => answer.Operation == operation && answer.Sent is not null),
            answer => AssertFollows(body!, answer.Sent!));
    }

    [Fact]
    public void Json_HasASchemaEverywhere()
    {
        var without =
            from operation in answers.Operations()
            let answered = operation.Value.Described["responses"]!.AsObject().Select(answer => answer.Value!["content"])
            from body in answered.Append(operation.Value.Described["requestBody"]?["content"])
            from content in body?.AsObject() ?? []
            where content.Key.EndsWith("json", StringComparison.Ordinal) && content.Value!["schema"] is not JsonObject { Count: > 0 }
            select $"{operation.Key} {content.Key}";

        Assert.Empty(without);
    }

    [Fact]
    public void Schemas_AreDescribed()
    {
        var without =
            from schema in answers.Contract["components"]!["schemas"]!.AsObject()
            where schema.Value!["description"] is null
            select schema.Key;

        Assert.Empty(without);
    }

    private JsonObject Described(string operation) => answers.Operations()[operation].Described["responses"]!.AsObject();

    private void AssertFollows(JsonNode schema, string json)
    {
        var closed = new JsonObject
        {
            ["$defs"] = answers.Contract["components"]!["schemas"]!.DeepClone(),
            ["allOf"] = new JsonArray(schema.DeepClone()),
        };
        foreach (var component in closed["$defs"]!.AsObject()) Close(component.Value!);
        var validator = JsonSchema.FromText(closed.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));

        var result = validator.Evaluate(JsonElement.Parse(json), new EvaluationOptions { OutputFormat = OutputFormat.List });

        var faults = (result.Details ?? []).Where(part => part.Errors is { Count: > 0 })
            .Select(part => $"{part.InstanceLocation}: {string.Join(", ", part.Errors!.Values)}");
        Assert.True(result.IsValid, $"{string.Join('\n', faults)}\n{json[..Math.Min(json.Length, 2000)]}");
    }

    /// <summary>A field that the schema doesn't name is a fault here, so that none stays unnamed.</summary>
    private static void Close(JsonNode schema)
    {
        if (schema is not JsonObject o || o["properties"] is null) return;
        o["additionalProperties"] ??= false;
        foreach (var property in o["properties"]!.AsObject()) if (property.Value is not null) Close(property.Value);
    }
}
