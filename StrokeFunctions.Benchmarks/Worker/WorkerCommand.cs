using System.Diagnostics;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Benchmarks.Scoring;
using StrokeFunctions.Datasets;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Benchmarks.Worker;

/// <summary>
/// What a request costs the app's own process: as a worker of the Functions host (which is stood in for), against a worker that answers a
/// constant, and standalone.
/// </summary>
internal static class WorkerCommand
{
    private const int Rounds = 5;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(4);

    private const string EmptyProgram = """
        using Microsoft.AspNetCore.Http;
        using Microsoft.Azure.Functions.Worker;
        using Microsoft.Azure.Functions.Worker.Builder;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;

        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Build().Run();

        public sealed class Constant
        {
            [Function("Score")]
            public IResult Score([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/score")] HttpRequest request) =>
                Results.Text("Hello");
        }
        """;

    /// <summary>Trains on a dataset, publishes both workers, measures and prints.</summary>
    public static async Task<int> RunAsync(string csv)
    {
        await using var file = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(file, CancellationToken.None) is not AcceptedDataset dataset) return 1;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var trained = TrainedForest.Train(dataset.Rows.ToArray());
            using var body = new MemoryStream();
            await using (var json = new Utf8JsonWriter(body)) PatientJson.Write(json, trained.Patients[0]);
            var executable = Path.Combine(folder.FullName, "published", "empty");
            await StartCommand.PublishAsync(WriteEmptyProject(folder), executable);
            await using var storage = await StoredModel.StoreAsync(trained.Model, folder.FullName);
            await MeasureAsync(executable, storage.ConnectionString, body.ToArray());
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string WriteEmptyProject(DirectoryInfo folder)
    {
        var project = folder.CreateSubdirectory("empty").FullName;
        var packages = ProjectFolder.Find()!;
        foreach (var file in (string[])["Directory.Packages.props", "host.json"])
            File.Copy(Path.Combine(packages, file), Path.Combine(project, file));
        File.WriteAllText(Path.Combine(project, "Program.cs"), EmptyProgram);
        File.WriteAllText(Path.Combine(project, "empty.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <AzureFunctionsVersion>v4</AzureFunctionsVersion>
                <FunctionsEnableExecutorSourceGen>false</FunctionsEnableExecutorSourceGen>
                <ServerGarbageCollection>false</ServerGarbageCollection>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                <PackageReference Include="Microsoft.Azure.Functions.Worker" />
                <PackageReference Include="Microsoft.Azure.Functions.Worker.Extensions.Http" />
                <PackageReference Include="Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore" />
                <PackageReference Include="Microsoft.Azure.Functions.Worker.Sdk" />
                <Content Include="host.json" CopyToOutputDirectory="PreserveNewest" CopyToPublishDirectory="PreserveNewest" />
              </ItemGroup>
            </Project>
            """);
        return project;
    }

    private static async Task MeasureAsync(string empty, string storage, byte[] body)
    {
        var ours = Path.Combine(AppContext.BaseDirectory, "StrokeFunctions");
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = storage,
            ["Sample__Upload"] = "false",
        };
        await using var app = await HostStandIn.StartAsync(ours, settings);
        await using var constant = await HostStandIn.StartAsync(empty, settings);
        await using var alone = await AppInstances.StartAsync(1, storage);
        var ways = new (string Name, Func<TimeSpan, Task<long>> Load, Process Process, List<double> Costs)[]
        {
            ("worker, explain=false", length => LoadAsync(app, "/api/score?explain=false", body, length), app.Worker, []),
            ("worker, with reasons", length => LoadAsync(app, "/api/score", body, length), app.Worker, []),
            ("worker that answers a constant", length => LoadAsync(constant, "/api/score", body, length), constant.Worker, []),
            ("standalone, explain=false", length =>
                HttpLoad.CountAsync(body, [new(alone.Addresses[0], "/api/score?explain=false")], length), alone.Processes[0], []),
        };
        var rates = ways.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                var (_, load, process, costs) = ways[i];
                process.Refresh();
                var before = process.TotalProcessorTime;
                var requests = await load(RoundLength);
                process.Refresh();
                if (round < 0) continue;
                costs.Add((process.TotalProcessorTime - before).TotalMilliseconds / requests);
                rates[i].Add(requests / RoundLength.TotalSeconds);
            }
        }

        Console.WriteLine("| 16 connections | ms of its processor time a request | requests/s, load and stand-in on the same cores |");
        Console.WriteLine("|---|---|---|");
        for (var i = 0; i < ways.Length; i++)
            Console.WriteLine($"| {ways[i].Name} | {Median(ways[i].Costs):0.000} | {Median(rates[i]):N0} |");
    }

    /// <summary>Each request has an id of its own, and an invocation beside it.</summary>
    private static Task<long> LoadAsync(HostStandIn host, string path, byte[] body, TimeSpan length)
    {
        var function = host.Functions.Single(function => function.Name == "Score");
        var header = $"{HostStandIn.CorrelationHeader}: {Guid.Empty}";
        return HttpLoad.CountAsync(body, [new Uri(host.Address!, path)], length, header, request =>
        {
            var invocation = Guid.NewGuid().ToString();
            Encoding.ASCII.GetBytes(invocation, request.AsSpan(request.AsSpan().IndexOf("\r\n\r\n"u8) - invocation.Length));
            _ = host.InvokeAsync(function, invocation);
        });
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
