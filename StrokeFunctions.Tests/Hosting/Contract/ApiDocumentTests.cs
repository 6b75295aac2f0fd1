using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Tests.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Contract;

public sealed class ApiDocumentTests(ScoringApp app) : IClassFixture<ScoringApp>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_IsValidOpenApi31_ByAValidatorOfOthers()
    {
        Assert.SkipUnless(Directory.Exists(Tool("@apidevtools/swagger-parser")), "npm ci has not installed the development tools.");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("openapi.json"), await app.Client.GetByteArrayAsync("/api/openapi.json", Ct), Ct);

        var said = await NodeAsync(
            Repository.File("StrokeFunctions.Tests", "Fixtures", "validate-openapi.cjs"),
            folder.File("openapi.json")
        );

        Assert.StartsWith("valid: 3.1", said, StringComparison.Ordinal);
    }

    /// <summary>
    /// A client in TypeScript is generated from the document by a generator of others, checked by the compiler together with a program that
    /// uses it, and run.
    /// </summary>
    [Fact]
    public async Task Document_GivesAClientInAnotherLanguage_ThatCallsTheApp()
    {
        Assert.SkipUnless(Directory.Exists(Tool("@hey-api/openapi-ts")), "npm ci has not installed the development tools.");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("openapi.json"), await app.Client.GetByteArrayAsync("/api/openapi.json", Ct), Ct);
        File.Copy(Repository.File("StrokeFunctions.Tests", "Fixtures", "client.ts"), folder.File("client.ts"));

        await NodeAsync(
            Tool("@hey-api/openapi-ts/bin/run.js"),
            "--input",
            folder.File("openapi.json"),
            "--output",
            folder.File("generated"),
            "--no-log-file"
        );
        await NodeAsync(
            Tool("typescript/bin/tsc"),
            "--strict",
            "--skipLibCheck",
            "--target",
            "es2022",
            "--module",
            "commonjs",
            folder.File("client.ts"),
            "--outDir",
            folder.File("out")
        );
        var said = await NodeAsync(folder.File("out/client.js"), app.Client.BaseAddress!.ToString().TrimEnd('/'));

        Assert.Equal($"{Champion.Version} adds up\n2 results\n400 /age\nready", said.Trim());
    }

    [Fact]
    public async Task Document_DescribesEveryFunctionOfTheContract()
    {
        var described = (await ReadAsync())["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key} {path.Key}")).Order();

        var served = app
            .Services.GetRequiredService<FunctionCatalog>()
            .Http.Where(function => function.Route.StartsWith("api/", StringComparison.Ordinal) || function.Route == "predict")
            .SelectMany(function => function.Methods.Select(method => $"{method} /{function.Route}"))
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

    private static string Tool(string path) => Repository.File(["node_modules", .. path.Split('/')]);

    private static async Task<string> NodeAsync(params string[] arguments)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(Ct), node.StandardError.ReadToEndAsync(Ct));
        await node.WaitForExitAsync(Ct);
        Assert.True(node.ExitCode == 0, await output + await errors);
        return await output;
    }

    private async Task<JsonNode> ReadAsync() => JsonNode.Parse(await app.Client.GetStringAsync("/api/openapi.json", Ct))!;

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

        public string File(string name) => Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
