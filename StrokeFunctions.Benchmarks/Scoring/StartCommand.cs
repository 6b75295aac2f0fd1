using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Datasets;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>
/// How long it takes from the start of the process to its first correct score, against an empty ASP.NET Core app's first answer. Both are
/// compiled ahead, and use the runtime of the machine. They are started in turns, and ours reads its model from a storage emulator.
/// </summary>
internal static class StartCommand
{
    private const int Rounds = 11;

    private const string EmptyProject = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
        </Project>
        """;

    private const string EmptyProgram = """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPost("/api/score", () => "Hello");
        app.Run();
        """;

    /// <summary>Trains on a dataset, publishes both apps, measures and prints.</summary>
    /// <param name="csv">The dataset.</param>
    public static async Task<int> RunAsync(string csv)
    {
        await using var file = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(file, CancellationToken.None) is not AcceptedDataset dataset) return 1;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var trained = TrainedForest.Train(dataset.Rows.ToArray());
            var (ours, empty) = (
                Path.Combine(folder.FullName, "app", "StrokeFunctions"),
                Path.Combine(folder.FullName, "empty-app", "empty")
            );
            await PublishAsync(
                WriteEmptyProject(folder),
                empty,
                "-p:PublishReadyToRun=true",
                "--use-current-runtime",
                "--no-self-contained"
            );
            await PublishAsync(Path.Combine(ProjectFolder.Find()!, "StrokeFunctions"), ours);
            await using var storage = await StoredModel.StoreAsync(trained.Model, folder.FullName);
            await MeasureAsync(ours, empty, storage.ConnectionString, trained);
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
        File.WriteAllText(Path.Combine(project, "empty.csproj"), EmptyProject);
        File.WriteAllText(Path.Combine(project, "Program.cs"), EmptyProgram);
        return project;
    }

    /// <summary>Publishes a project into the folder of its executable.</summary>
    public static async Task PublishAsync(string project, string executable, params string[] options)
    {
        using var publish = Process.Start(
            new ProcessStartInfo("dotnet", ["publish", project, "-v", "quiet", "--output", Path.GetDirectoryName(executable)!, .. options])
        )!;
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0) throw new InvalidOperationException($"{project} could not be published.");
    }

    private static async Task MeasureAsync(string ours, string empty, string storage, TrainedForest trained)
    {
        var (patient, times) = (trained.Patients[0], new List<(Start Ours, Start Empty)>());
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body)) PatientJson.Write(json, patient);
        var expected = $"\"stroke_probability\":{trained.Model.Probability(patient):R},";
        for (var round = -1; round < Rounds; round++)
        {
            var pair = (
                await StartAsync(ours, storage, body.ToArray(), expected),
                await StartAsync(empty, storage, body.ToArray(), "Hello")
            );
            if (round >= 0)
                times.Add(pair);
        }

        Print("start to first correct score, ms", times, start => start.Elapsed, "at most 1.5");
        Print("processor time until then, ms", times, start => start.Processor, "");
    }

    private static void Print(string what, List<(Start Ours, Start Empty)> times, Func<Start, TimeSpan> of, string goal) =>
        ScoringCommand.Print(
            what,
            Median(times.Select(pair => of(pair.Ours).TotalMilliseconds), "0"),
            Median(times.Select(pair => of(pair.Empty).TotalMilliseconds), "0"),
            Median(times.Select(pair => of(pair.Ours) / of(pair.Empty)), "0.00"),
            goal
        );

    private static string Median(IEnumerable<double> values, string format) =>
        values.Order().ElementAt(Rounds / 2).ToString(format);

    private static async Task<Start> StartAsync(string executable, string storage, byte[] body, string expected)
    {
        var port = Emulator.FreePort();
        var request = (byte[])
            [
                .. Encoding.ASCII.GetBytes(
                    "POST /api/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + $"Connection: close\r\nContent-Length: {body.Length}\r\n\r\n"
                ),
                .. body,
            ];
        var start = new ProcessStartInfo(executable, ["--urls", $"http://127.0.0.1:{port}"])
        {
            Environment = { ["AzureWebJobsStorage"] = storage },
            RedirectStandardOutput = true,
        };
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            while (!await AnswersAsync(port, request, expected))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
                    throw new InvalidOperationException($"{executable} does not answer.");
                await Task.Delay(1);
            }

            return new Start(Stopwatch.GetElapsedTime(started), process.TotalProcessorTime);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task<bool> AnswersAsync(int port, byte[] request, string expected)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await client.GetStream().WriteAsync(request);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadToEndAsync()).Contains(expected, StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>One start.</summary>
    private readonly record struct Start(TimeSpan Elapsed, TimeSpan Processor);
}
