using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>
/// One, two and three processes of the app on one storage account, each held to a core where there are cores: how many requests they answer
/// together, and whether a dataset that all of them see leads to one training and one champion.
/// </summary>
internal static class InstancesCommand
{
    private const int MaxInstances = 3;
    private static readonly TimeSpan LoadLength = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>instances {file.csv}</summary>
    public static async Task<int> RunAsync(string csv)
    {
        var content = await File.ReadAllBytesAsync(csv);
        if (await DatasetReader.ReadAsync(new MemoryStream(content), CancellationToken.None) is not AcceptedDataset dataset) return 1;
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer)) PatientJson.Write(json, dataset.Rows.First().Patient);
        var trained = TrainedForest.Train(dataset.Rows.ToArray());
        Console.WriteLine($"{Environment.ProcessorCount} cores, of which the load takes its share; ms: of the instances' processor time");
        Console.WriteLine("| instances | requests/s | against one | ms a request | trainings | champions | serves everywhere |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var one = 0.0;
        for (var count = 1; count <= MaxInstances; count++)
        {
            var folder = Directory.CreateTempSubdirectory();
            try
            {
                await using var storage = await StoredModel.StoreAsync(trained.Model, folder.FullName);
                await using var instances = await AppInstances.StartAsync(count, storage.ConnectionString);
                var (rate, cost) = await LoadAsync(instances, buffer.ToArray());
                if (count == 1) one = rate;
                var (trainings, champions, after) = await TrainAsync(instances, content);
                Console.WriteLine($"| {count} | {rate:N0} | {rate / one:0.00} | {cost.TotalMilliseconds:0.000} | {trainings} | {champions} "
                    + $"| after {after.TotalSeconds:0} s |");
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return 0;
    }

    private static async Task<(double Rate, TimeSpan Cost)> LoadAsync(AppInstances instances, byte[] body)
    {
        Uri[] routes = [.. instances.Addresses.Select(address => new Uri(address, "/api/score?explain=false"))];
        await HttpLoad.CountAsync(body, routes, LoadLength / 4);
        var before = instances.ProcessorTime;
        var requests = await HttpLoad.CountAsync(body, routes, LoadLength);
        return (requests / LoadLength.TotalSeconds, (instances.ProcessorTime - before) / requests);
    }

    /// <summary>Uploads a dataset to the first instance; all of them see it.</summary>
    /// <returns>How many trainings it led to, how many versions serve, and when every instance served the new one.</returns>
    private static async Task<(int Trainings, int Champions, TimeSpan After)> TrainAsync(AppInstances instances, byte[] csv)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(csv) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        var before = await VersionsAsync(client, instances);
        var started = Stopwatch.GetTimestamp();
        using var stored = await client.PostAsync(new Uri(instances.Addresses[0], "/api/datasets?name=2026-01.csv"), content);
        stored.EnsureSuccessStatusCode();
        var versions = before;
        while (versions.Intersect(before).Any())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException("The dataset led to no new champion.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            versions = await VersionsAsync(client, instances);
        }

        var after = Stopwatch.GetElapsedTime(started);
        var events = await client.GetFromJsonAsync<JsonElement>(new Uri(instances.Addresses[0], "/api/models/events"));
        var trainings = events.GetProperty("events").EnumerateArray().Count(one =>
            one.TryGetProperty("dataset", out var dataset) && dataset.ValueKind == JsonValueKind.Object);
        return (trainings, versions.Distinct().Count(), after);
    }

    private static async Task<string[]> VersionsAsync(HttpClient client, AppInstances instances)
    {
        var versions = new List<string>();
        foreach (var address in instances.Addresses)
        {
            var health = await client.GetFromJsonAsync<JsonElement>(new Uri(address, "/api/health/ready"));
            versions.Add(health.GetProperty("model").GetProperty("version").GetString()!);
        }

        return [.. versions];
    }
}
