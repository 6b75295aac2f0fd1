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

    /// <summary>How much is done with one clinic and its storage; another begins then.</summary>
    private const int ActsOfAClinic = 40;

    private static readonly StorageAct[] Kinds = [StorageAct.Answer500, StorageAct.Answer503, StorageAct.CutBefore, StorageAct.CutAfter];

    [Fact]
    public async Task Invariants_Hold_WhenTheAppIsKilledAtWritesAndStorageFails()
    {
        var (kills, faults, seed) = (Number("ROBUSTNESS_KILLS", 5), Number("ROBUSTNESS_FAULTS", 5), Number("ROBUSTNESS_SEED", 1));
        var table = new Table();
        // The short run kills no training: KilledTrainingTests does.
        var operations = IsLong ? ClinicWork.All : ClinicWork.All[1..];
        var clinic = await Clinic.OpenAsync(azurite);
        try
        {
            var counted = await CountAsync(clinic, operations, table);
            using var deaths = Plan(operations, counted, [StorageAct.CutBefore, StorageAct.CutAfter], seed)
                .Select(act => act with { Kills = true }).GetEnumerator();
            using var errors = Plan(operations, counted, Kinds, seed).GetEnumerator();
            var first = Enumerable.Range(0, faults).Select(_ => Next(errors)).Concat(Enumerable.Range(0, kills).Select(_ => Next(deaths)));

            // Few trainings next to each other, and storage that never grows old: both only for the time that it takes.
            var acts = new Queue<Act>(first.OrderBy(act => act.Trains));
            for (var done = 0; acts.TryDequeue(out var act); done++)
            {
                if (done > 0 && done % ActsOfAClinic == 0)
                {
                    await clinic.DisposeAsync();
                    clinic = await Clinic.OpenAsync(azurite);
                }

                await clinic.RetrainAsync(act.Trains);
                var befell = await (act.Kills ? KillAsync(clinic, table, act) : FaultAsync(clinic, table, act));
                table.Write();

                // An operation does not always write as often: what did not come to it is made up for.
                if (!befell) acts.Enqueue(Next(act.Kills ? deaths : errors));
            }
        }
        finally
        {
            await clinic.DisposeAsync();
        }
    }

    /// <summary>Does each operation once, undisturbed, and counts its writes.</summary>
    private static async Task<Dictionary<string, int>> CountAsync(
        Clinic clinic, (string Name, bool Trains, Func<Clinic, Task> Do)[] operations, Table table)
    {
        var counted = new Dictionary<string, int>();
        foreach (var (name, trains, act) in operations)
        {
            await clinic.RetrainAsync(trains);
            clinic.Proxy.Begin(_ => StorageAct.Pass);
            await act(clinic);
            counted[name] = clinic.Proxy.Writes;
            table.Row(name).Writes = counted[name];
        }

        await Invariants.CheckAsync(clinic);
        return counted;
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
        Table.Write(
            "requests",
            $"requests: {fuzzer.Answered} in {started.Elapsed.TotalSeconds:0} s; resident memory {before / 1e6:0} MB after the first ones, "
            + $"{after / 1e6:0} MB after all; "
            + $"answers {string.Join(", ", fuzzer.Statuses.Select(s => $"{s.Key}: {s.Value}"))}; {fuzzer.Faults.Count} wrong");
        Assert.Empty(fuzzer.Faults.Distinct().Take(20));
        await ClinicWork.ScoreAsync(clinic);
    }

    /// <summary>The process is killed before the nth write reaches storage, or after it and before its answer.</summary>
    /// <returns>Whether it came to it.</returns>
    private static async Task<bool> KillAsync(Clinic clinic, Table table, Act act)
    {
        var isDead = 0;
        clinic.Proxy.BeforeCut = clinic.KillAsync;
        clinic.Proxy.Begin(call => call.Write < act.Write || Interlocked.Exchange(ref isDead, 1) == 1 ? StorageAct.Pass : act.Fault);
        await DoAsync(clinic, act, act.Do);
        if (clinic.Killed) await clinic.RestartAsync();
        table.Row(act.Name).Kills += isDead;
        await SettleAsync(clinic, act);
        return isDead == 1;
    }

    private static async Task<bool> FaultAsync(Clinic clinic, Table table, Act act)
    {
        var begun = 0;
        clinic.Proxy.BeforeCut = () => Task.CompletedTask;
        clinic.Proxy.Begin(async call =>
        {
            if (call.Write != act.Write || Interlocked.Exchange(ref begun, 1) == 1) return StorageAct.Pass;
            if (act.Write % 4 == 0) await Task.Delay(200);
            return act.Fault;
        });
        await DoAsync(clinic, act, act.Do);
        table.Row(act.Name).Faults += begun;
        await SettleAsync(clinic, act);
        return begun == 1;
    }

    private static async Task SettleAsync(Clinic clinic, Act act)
    {
        clinic.Proxy.End();
        await DoAsync(clinic, act, async _ =>
        {
            await clinic.SettleAsync();
            await Invariants.CheckAsync(clinic);
        });
    }

    private static async Task DoAsync(Clinic clinic, Act act, Func<Clinic, Task> what)
    {
        try
        {
            await what(clinic);
        }
        catch (Exception e)
        {
            throw new InvariantException(
                $"{act.Name}, {act.Fault} at {act.Write}: {e.Message}\n{string.Join('\n', clinic.Proxy.Passed)}\n{clinic.Output}", e);
        }
    }

    /// <summary>
    /// Over all operations and all writes of each, and both sides of a write, in an order by a seed; then again without end.
    /// </summary>
    private static IEnumerable<Act> Plan(
        (string Name, bool Trains, Func<Clinic, Task> Do)[] operations, Dictionary<string, int> writes, StorageAct[] faults, int seed)
    {
        var all = operations.SelectMany(operation => Enumerable.Range(1, writes[operation.Name])
            .SelectMany(write => faults.Select(fault => new Act(operation.Name, operation.Trains, operation.Do, write, fault)))).ToArray();
        new Random(seed).Shuffle(all);
        for (var i = 0; ; i++) yield return all[i % all.Length];
    }

    private static Act Next(IEnumerator<Act> plan)
    {
        plan.MoveNext();
        return plan.Current;
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>One operation, and what befalls it at which of its writes.</summary>
    private sealed record Act(string Name, bool Trains, Func<Clinic, Task> Do, int Write, StorageAct Fault, bool Kills = false);

    /// <summary>What was done to one operation.</summary>
    private sealed class Row(string name)
    {
        public string Name => name;

        public int Writes { get; set; }

        public int Kills { get; set; }

        public int Faults { get; set; }
    }

    /// <summary>What a run did, as text in artifacts/robustness-*.md.</summary>
    private sealed class Table
    {
        private readonly List<Row> _rows = [];

        public Row Row(string name)
        {
            var row = _rows.Find(other => other.Name == name);
            if (row is null) _rows.Add(row = new Row(name));
            return row;
        }

        /// <summary>Writes what was done so far.</summary>
        public void Write()
        {
            var all = new Row("all")
            {
                Writes = _rows.Sum(row => row.Writes),
                Kills = _rows.Sum(row => row.Kills),
                Faults = _rows.Sum(row => row.Faults),
            };
            var text = new StringBuilder("| operation | writes | kills | faults |\n|---|---|---|---|\n");
            foreach (var row in _rows.Append(all))
                text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Writes} | {row.Kills} | {row.Faults} |\n");
            Write("kills", text.ToString());
        }

        public static void Write(string kind, string text)
        {
            Directory.CreateDirectory(Repository.File("artifacts"));
            File.WriteAllText(Repository.File("artifacts", $"robustness-{kind}.md"), text + "\n");
        }
    }
}
