using System.Diagnostics;
using System.Globalization;
using System.Text;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Robustness;

/// <summary>
/// The app under kills, faults of storage and hostile requests. Here a short run from a seed; <c>scripts/robustness 300 50 50000</c> does a
/// long one with so many kills, faults and requests, and prints its table.
/// </summary>
public sealed class RobustnessTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("ROBUSTNESS_KILLS") is { Length: > 0 };

    private static readonly StorageAct[] Kinds = [StorageAct.Answer500, StorageAct.Answer503, StorageAct.CutBefore, StorageAct.CutAfter];

    /// <summary>What a clinic does, each by its name.</summary>
    private static readonly (string Name, Func<Clinic, Task> Do)[] Operations =
    [
        ("upload, train, promote", clinic => clinic.TrainAsync()),
        ("upload, withdraw", clinic => clinic.UploadAndWithdrawAsync()),
        ("promote, and back", async clinic =>
        {
            await clinic.ChangeAsync("POST", $"api/models/{Champion.Version}/promote");
            await clinic.ChangeAsync("POST", $"api/models/{clinic.Trained}/promote");
        }),
        ("pin, unpin", async clinic =>
        {
            await clinic.ChangeAsync("POST", "api/models/pin");
            await clinic.ChangeAsync("POST", "api/models/unpin");
        }),
        ("tag", clinic => clinic.ChangeAsync("POST", $"api/models/champion/tags/{clinic.NewName("tag")}")),
        ("outcomes", clinic => clinic.TellAsync()),
        ("score", clinic => clinic.ScoreAsync()),
        ("batch", clinic => clinic.BatchAsync(20)),
        ("report", clinic => clinic.ReportAsync()),
    ];

    [Fact]
    public async Task Invariants_Hold_WhenTheAppIsKilledAtWritesAndStorageFails()
    {
        var (kills, faults) = (Number("ROBUSTNESS_KILLS", 6), Number("ROBUSTNESS_FAULTS", 8));
        await using var clinic = await Clinic.OpenAsync(azurite);
        var table = new Table();
        // The short run kills no training: KilledTrainingTests does.
        var operations = IsLong ? Operations : Operations[1..];
        var counted = new Dictionary<string, int>();
        foreach (var (name, act) in operations)
        {
            clinic.Proxy.Begin(_ => StorageAct.Pass);
            await act(clinic);
            counted[name] = clinic.Proxy.Writes;
            table.Row(name).Writes = counted[name];
        }

        await Invariants.CheckAsync(clinic);
        foreach (var (name, act, write, fault) in Plan(operations, counted, faults, Kinds, 3)) await FaultAsync(clinic, table.Row(name),
            act, write, fault);
        foreach (var (name, act, write, fault) in Plan(operations, counted, kills, [StorageAct.CutBefore, StorageAct.CutAfter], 1))
            await KillAsync(clinic, table.Row(name), act, write, fault);
        table.Write($"kills and faults of storage, {operations.Length} operations");
    }

    [Fact]
    public async Task EveryRequest_IsAnsweredOrRefused_WhateverItHolds()
    {
        var count = Number("ROBUSTNESS_REQUESTS", 400);
        await using var clinic = await Clinic.OpenAsync(azurite);
        var fuzzer = new RequestFuzzer(clinic.Client, seed: 1);
        await fuzzer.RunAsync(Math.Min(count / 10, 500), Ct);
        var before = clinic.ResidentBytes;
        var started = Stopwatch.StartNew();

        await fuzzer.RunAsync(count, Ct);

        var after = clinic.ResidentBytes;
        Table.Append(
            $"requests: {fuzzer.Answered} in {started.Elapsed.TotalSeconds:0} s; resident memory {before / 1e6:0} MB after the first ones, "
            + $"{after / 1e6:0} MB after all; "
            + $"answers {string.Join(", ", fuzzer.Statuses.Select(s => $"{s.Key}: {s.Value}"))}; {fuzzer.Faults.Count} wrong");
        Assert.Empty(fuzzer.Faults.Distinct().Take(20));
        await clinic.ScoreAsync();
    }

    /// <summary>The process is killed before the nth write reaches storage, or after it and before its answer.</summary>
    private static async Task KillAsync(Clinic clinic, Row row, Func<Clinic, Task> act, int write, StorageAct when)
    {
        var isDead = 0;
        clinic.Proxy.BeforeCut = clinic.KillAsync;
        clinic.Proxy.Begin(call => call.Write < write || Interlocked.Exchange(ref isDead, 1) == 1 ? StorageAct.Pass : when);
        await DoAsync(clinic, row, act);
        if (clinic.Killed) await clinic.RestartAsync();
        row.Kills += isDead;
        await SettleAsync(clinic, row);
    }

    private static async Task FaultAsync(Clinic clinic, Row row, Func<Clinic, Task> act, int write, StorageAct fault)
    {
        var begun = 0;
        clinic.Proxy.BeforeCut = () => Task.CompletedTask;
        clinic.Proxy.Begin(async call =>
        {
            if (call.Write != write || Interlocked.Exchange(ref begun, 1) == 1) return StorageAct.Pass;
            if (write % 4 == 0) await Task.Delay(200);
            return fault;
        });
        await DoAsync(clinic, row, act);
        row.Faults += begun;
        await SettleAsync(clinic, row);
    }

    private static async Task SettleAsync(Clinic clinic, Row row)
    {
        clinic.Proxy.End();
        await DoAsync(clinic, row, async _ =>
        {
            await clinic.SettleAsync();
            await Invariants.CheckAsync(clinic);
        });
    }

    private static async Task DoAsync(Clinic clinic, Row row, Func<Clinic, Task> act)
    {
        try
        {
            await act(clinic);
        }
        catch (Exception e)
        {
            throw new InvariantException($"{row.Name}: {e.Message}\n{string.Join('\n', clinic.Proxy.Passed)}\n{clinic.Output}", e);
        }
    }

    /// <summary>
    /// Over all operations and all writes of each, and both sides of a write; then again. A short run takes some, by a seed.
    /// </summary>
    private static IEnumerable<(string Name, Func<Clinic, Task> Act, int Write, StorageAct Fault)> Plan(
        (string Name, Func<Clinic, Task> Do)[] operations, Dictionary<string, int> writes, int count, StorageAct[] faults, int seed)
    {
        var all = operations.SelectMany(operation => Enumerable.Range(1, writes[operation.Name])
            .SelectMany(write => faults.Select(fault => (operation.Name, operation.Do, write, fault)))).ToArray();
        new Random(seed).Shuffle(all);
        for (var i = 0; i < count; i++) yield return all[i % all.Length];
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>What was done to one operation.</summary>
    private sealed class Row(string name)
    {
        public string Name => name;

        public int Writes { get; set; }

        public int Kills { get; set; }

        public int Faults { get; set; }
    }

    /// <summary>What a run did, as text in artifacts/robustness.md.</summary>
    private sealed class Table
    {
        private readonly List<Row> _rows = [];

        public Row Row(string name)
        {
            var row = _rows.Find(other => other.Name == name);
            if (row is null) _rows.Add(row = new Row(name));
            return row;
        }

        public void Write(string title)
        {
            var text = new StringBuilder($"{title}\n| operation | writes | kills | faults |\n|---|---|---|---|\n");
            foreach (var row in _rows.Append(new Row("all")
            {
                Writes = _rows.Sum(r => r.Writes),
                Kills = _rows.Sum(r => r.Kills),
                Faults = _rows.Sum(r => r.Faults)
            }))
                text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Writes} | {row.Kills} | {row.Faults} |\n");
            Append(text.ToString());
        }

        public static void Append(string text)
        {
            Directory.CreateDirectory(Repository.File("artifacts"));
            File.AppendAllText(Repository.File("artifacts", "robustness.md"), text + "\n");
        }
    }
}
