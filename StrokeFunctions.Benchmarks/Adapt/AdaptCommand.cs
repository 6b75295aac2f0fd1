using System.Diagnostics;
using StrokeFunctions.Datasets;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Adapt;

/// <summary>
/// How the served model fares when its patients change: scenarios run through the app's own rules (intake, screening of a file,
/// adaptation), many times each, on bases trained on other patients of the file. Whether a training is asked for is counted; the trainings
/// themselves are left out, because two hundred lives of them take days.
/// </summary>
internal static class AdaptCommand
{
    private static readonly WorkingPointGoal Goal = WorkingPointGoal.Of(new TrainingOptions());

    /// <summary>adapt {file.csv} [runs] [bases] [share of the patients that a base is trained on]</summary>
    public static async Task<int> RunAsync(
        string csv, int runs, int maxBases, double trainingShare = AdaptBase.TrainingShare)
    {
        await using var stream = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
            throw new InvalidDataException($"{csv} is refused as a dataset.");
        DatasetRow[] rows = [.. dataset.LatestRows()];
        var clock = Stopwatch.StartNew();
        var law = AdaptBase.Law(rows);
        var bases = Enumerable.Range(1, Math.Min(maxBases, runs)).Select(seed => AdaptBase.Train(rows, law, trainingShare, seed)).ToArray();
        Console.WriteLine($"{bases.Length} bases of {bases[0].Learnt.Length} patients (seeds 1 to {bases.Length}), trained in "
            + $"{clock.Elapsed.TotalSeconds:0} s; {runs} runs of each scenario, seeds 1 to {runs}.");
        Console.WriteLine("| scenario | measured | limit | met |");
        Console.WriteLine("|---|---|---|---|");
        clock.Restart();
        Unchanged(bases, runs);
        foreach (var size in new[] { 500, 1250 })
        {
            Changed(bases, runs, size, 0.5, "halved");
            Changed(bases, runs, size, 2, "doubled");
        }

        Older(bases, runs);
        Gradual(bases, runs);
        Miscoded(bases, runs, 500);
        Miscoded(bases, runs, 1250);
        PermutedCodes(bases, runs);
        OtherUnit(bases, runs, 1, "all rows");
        OtherUnit(bases, runs, 0.3, "30 % of the rows");
        AndBack(bases, runs, 0.5, "halved");
        AndBack(bases, runs, 2, "doubled");
        Small(bases, runs);
        Console.WriteLine($"All runs together took {clock.Elapsed.TotalSeconds:0} s.");
        return 0;
    }

    private static void Unchanged(AdaptBase[] bases, int runs)
    {
        var lives = Live(bases, runs, new AdaptScenario(24, 500, _ => 1));
        var recall = lives.Average(life => life.Average(step => step.Recall));
        var precision = lives.Average(life => life.Average(step => step.Precision));
        var never = bases.Select(one => one.Measure(one.Layer, 1)).ToArray();
        var (r, p) = (recall - never.Average(one => one.Recall), precision - never.Average(one => one.Precision));
        Tell("1. nothing changes, 24 files of 500: recall less that of never updating", r, "within 0.005", Math.Abs(r) <= 0.005);
        Tell("1. the same, precision", p, "within 0.005", Math.Abs(p) <= 0.005);
        var updated = Share(lives, life => life.Any(step => step.Promoted));
        Tell("1. runs with an update", updated, "at most 0.15", updated <= 0.15);
        var alarms = Share(lives, life => life.Take(12).Any(step => step.Alarm));
        Tell("1. runs with an alarm within 12 files", alarms, "0.05 to 0.07 by design", alarms <= 0.07);
        var aside = lives.Average(life => life.Average(step => step.SetAside ? 1.0 : 0));
        Tell("1. files set aside", aside, "", null);
        var refits = Share(lives, life => life.Any(step => step.Refit));
        Tell("1. runs in which an update does not fit, and a training is asked for", refits, "", null);
    }

    private static void Changed(AdaptBase[] bases, int runs, int size, double prevalence, string word)
    {
        const int before = 3;
        var lives = Live(bases, runs, new AdaptScenario(before + 8, size, file => file < before ? 1 : prevalence));
        var name = $"2. strokes {word} from file 4, files of {size}";
        Tell($"{name}: precision of never updating", bases.Average(one => one.Measure(one.Layer, prevalence).Precision), "", null);
        double[] precision = [.. Enumerable.Range(before, 8).Select(file => lives.Average(life => life[file].Precision))];
        var from = size == 500 ? 2 : 0;
        Tell($"{name}: precision after changed files 1 to 8", string.Join(" ", precision.Select(one => $"{one:0.000}")),
            $"0.14 to 0.18 from {(from == 0 ? "the first" : "the third")} on", precision[from..].All(one => one is >= 0.14 and <= 0.18));
        Tell($"{name}: precision from the fifth on, least", precision[4..].Min(), "at least 0.15", precision[4..].Min() >= 0.15);
        var recall = lives.Average(life => life[before + 5].Recall) / bases.Average(one => one.OracleRecall(prevalence, 0.15));
        Tell($"{name}: recall after the sixth as a share of the oracle's", recall, "at least 0.9", recall >= 0.9);
        var found = Share(lives, life => life.Skip(before).Take(3).Any(step => step.Alarm || step.SetAside));
        Tell($"{name}: alarm within 3 files", found, "at least 0.9", found >= 0.9);
        Tell($"{name}: an update does not fit, and a training is asked for", Share(lives, life => life.Any(step => step.Refit)), "", null);
    }

    private static void Older(AdaptBase[] bases, int runs)
    {
        var lives = Live(bases, runs, new AdaptScenario(12, 500, _ => 1) { OlderBy = 0.5 });
        var alarms = Share(lives, life => life.Any(step => step.Alarm));
        Tell("3. half a standard deviation older, risks unchanged: alarm within 12 files", alarms, "at most 0.05", alarms <= 0.05);
    }

    private static void Gradual(AdaptBase[] bases, int runs)
    {
        var lives = Live(bases, runs, new AdaptScenario(24, 500, file => 1 - (0.5 * Math.Min(file, 12) / 12)));
        double[] precision = [.. Enumerable.Range(0, 24).Select(file => lives.Average(life => life[file].Precision))];
        Tell("4. halved over 12 files of 500: precision, least of all files", precision.Min(), "never under "
            + "0.125", precision.Min() >= 0.125);
    }

    private static void Miscoded(AdaptBase[] bases, int runs, int size)
    {
        var lives = Live(bases, runs, new AdaptScenario(6, size, _ => 1) { MiscodedFile = 4 });
        var said = Share(lives, life => life[4].SetAside || life[4].Alarm);
        Tell($"5. 3 % of the healthy coded as strokes in one file of {size}: set aside or said", said, "at least 0.8", said >= 0.8);
    }

    /// <summary>Every fifth patient's smoking status is another one's word: of 1 it becomes 2, and so on.</summary>
    private static void PermutedCodes(AdaptBase[] bases, int runs)
    {
        var (lost, said) = (0.0, 0);
        for (var run = 1; run <= runs; run++)
        {
            var model = bases[run % bases.Length];
            var random = new Random(run);
            Patient[] patients = [.. model.Pool.Select(row => random.Next(5) == 0 ? Permuted(row.Patient) : row.Patient)];
            double[] logOdds = [.. patients.Select(patient => model.Model.LogOdds(patient))];
            lost += (model.Measure(model.Layer, 1).Recall - model.Measure(model.Layer, 1, logOdds).Recall) / runs;
            Patient[] file = [.. Enumerable.Range(0, 1250).Select(_ => patients[random.Next(patients.Length)])];
            var column = DriftColumn.Of(
                Schema.SmokingStatus,
                Distribution.Of([.. model.Learnt.Select(row => row.Patient[Schema.SmokingStatus])]),
                Distribution.Of([.. file.Select(patient => patient[Schema.SmokingStatus])])) with
            {
                Ages = AgesByCategory.Of(
                    Ages([.. model.Learnt.Select(row => row.Patient)]), Ages(file),
                    Distribution.Of([.. model.Learnt.Select(row => row.Patient[Schema.Age])])),
            };
            if (ColumnDrift.Of([column])[0].Significant) said++;
        }

        Tell("6. smoking codes of a fifth of the rows permuted: recall lost", lost, "at most 0.01", lost <= 0.01);
        Tell("6. the same: drift said on 1,250 rows", (double)said / runs, "said", said > 0.9 * runs);
    }

    private static IReadOnlyList<CategoryMoments> Ages(Patient[] patients) => ReferenceProfile.AgesOf(patients)[Schema.SmokingStatus.Name];

    private static void OtherUnit(AdaptBase[] bases, int runs, double share, string word)
    {
        var refused = Enumerable.Range(1, runs).AsParallel()
            .Select(run => UnitScenario.Refusal(bases[run % bases.Length], share, run))
            .Count(refusal => refusal?.Contains("mmol/L", StringComparison.Ordinal) == true);
        Tell($"7. glucose in mmol/L, {word}: refused, the unit named", (double)refused / runs, "1", refused == runs);
    }

    private static void AndBack(AdaptBase[] bases, int runs, double prevalence, string word)
    {
        var lives = Live(bases, runs, new AdaptScenario(24, 500, file => file is >= 4 and < 14 ? prevalence : 1));
        var there = lives.Average(life => FilesUntil(life, 4));
        var back = lives.Average(life => FilesUntil(life, 14));
        Tell($"8. strokes {word} for ten files of 500, and back: files until found", there, "", null);
        Tell($"8. the same, back: files until found", back, "as fast", back <= there + 0.5);
        var promotions = lives.Average(life => life.Count(step => step.Promoted));
        Tell($"8. the same: promotions in 24 files, mean", promotions, "at most 3", promotions <= 3);
        Tell($"8. the same: runs with more than 3 promotions", Share(lives, life => life.Count(step => step.Promoted) > 3), "", null);
    }

    private static void Small(AdaptBase[] bases, int runs)
    {
        var lives = Live(bases, runs, new AdaptScenario(24, 50, _ => 0.5));
        var early = Share(lives, life => life.Take(4).Any(step => step.Promoted));
        Tell("9. files of 50, strokes halved: an update within 4 files (I < 10)", early, "0", early == 0);
        Tell("9. the same: an update within 24 files", Share(lives, life => life.Any(step => step.Promoted)), "no crash", true);
    }

    private static double FilesUntil(IReadOnlyList<AdaptStep> life, int from)
    {
        var index = life.Skip(from).ToList().FindIndex(step => step.Alarm || step.SetAside);
        return index < 0 ? life.Count - from + 1 : index + 1;
    }

    private static IReadOnlyList<AdaptStep>[] Live(AdaptBase[] bases, int runs, AdaptScenario scenario) =>
        [.. Enumerable.Range(1, runs).AsParallel().AsOrdered().Select(run => scenario.Run(bases[run % bases.Length], Goal, run))];

    private static double Share(IReadOnlyList<AdaptStep>[] lives, Func<IReadOnlyList<AdaptStep>, bool> condition) =>
        (double)lives.Count(condition) / lives.Length;

    private static Patient Permuted(Patient patient)
    {
        patient[Schema.SmokingStatus.Index] = (patient[Schema.SmokingStatus] + 1) % Schema.SmokingStatus.Categories.Count;
        return patient;
    }

    private static void Tell(string scenario, double measured, string limit, bool? met) =>
        Tell(scenario, $"{measured:0.000}", limit, met);

    private static void Tell(string scenario, string measured, string limit, bool? met) =>
        Console.WriteLine($"| {scenario} | {measured} | {limit} | {(met is { } holds ? holds ? "yes" : "no" : "")} |");
}
