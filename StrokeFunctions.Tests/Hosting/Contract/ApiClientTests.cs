using System.Diagnostics;
using System.Globalization;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting.Contract;

/// <summary>Tools of others read the contract: a validator, and a generator whose client calls the app.</summary>
public sealed class ApiClientTests(Azurite azurite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_IsValidOpenApi31_ByAValidatorOfOthers()
    {
        Assert.SkipUnless(Directory.Exists(Tool("@apidevtools/swagger-parser")), "npm ci has not installed the development tools.");
        await using var app = await TestApp.StartAsync(azurite.NewAccount());
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("openapi.json"), await app.Client.GetByteArrayAsync("/api/openapi.json", Ct), Ct);

        var said = await NodeAsync(
            Repository.File("StrokeFunctions.Tests", "Fixtures", "validate-openapi.cjs"), folder.File("openapi.json"));

        Assert.StartsWith("valid: 3.1", said, StringComparison.Ordinal);
    }

    /// <summary>
    /// A client in TypeScript is generated from the document by a generator of others, checked by the compiler together with a program that
    /// uses it (scores, lists models, reads a manifest and a report, all by typed fields), and run.
    /// </summary>
    [Fact]
    public async Task Document_GivesAClientInAnotherLanguage_ThatCallsTheApp()
    {
        Assert.SkipUnless(Directory.Exists(Tool("@hey-api/openapi-ts")), "npm ci has not installed the development tools.");
        await using var app = await TestApp.StartAsync(
            azurite.NewAccount(), new Dictionary<string, string?> { ["Training:Retrain"] = "Never" });
        await MonitoredApp.PublishAsync(app);
        await MonitoredApp.UploadAsync(app, "new.csv", Monitored.NewPatients(2, 1200));
        await Eventually.TrueAsync(async () => (await app.Client.GetAsync("api/health/ready", Ct)).IsSuccessStatusCode);
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
            Tool("typescript/bin/tsc"), "--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs",
            folder.File("client.ts"), "--outDir", folder.File("out"));
        var said = await NodeAsync(folder.File("out/client.js"), app.Client.BaseAddress!.ToString().TrimEnd('/'));

        var recall = Monitored.Evaluation.Overall.Recall.Value.ToString("F6", CultureInfo.InvariantCulture);
        Assert.Equal(
            [
                $"{Champion.Version} adds up", "0.05 to 0.3, few: false", "2 results", "400 /age", "ready",
                $"{Champion.Version} of 1, {Monitored.Rows.Length} patients",
                $"recall {recall}", "fine: 12 columns, 1200 patients", "404 There is no such model.",
            ],
            said.Trim().Split('\n'));
    }

    private static string Tool(string path) => Repository.File(["node_modules", .. path.Split('/')]);

    private static async Task<string> NodeAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(Ct), node.StandardError.ReadToEndAsync(Ct));
        await node.WaitForExitAsync(Ct);
        Assert.True(node.ExitCode == 0, await output + await errors);
        return await output;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

        public string File(string name) => Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
