using System.Diagnostics;
using System.Globalization;
using StrokeFunctions.Datasets;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>
/// Times the last step of a training, the fit on all rows, of every competing learner, and LightGBM's of as many trees beside those of
/// trees.
/// </summary>
internal static class FitCommand
{
    private const int WarmUpRows = 2000;

    public static async Task<int> RunAsync(string csv, int count)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var stream = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
        {
            await Console.Error.WriteLineAsync($"{csv} is no dataset.");
            return 1;
        }

        var few = TrainingRows.From(TrainCommand.Enlarge(dataset.Rows.ToArray(), WarmUpRows));
        var table = TrainingRows.From(TrainCommand.Enlarge(dataset.Rows.ToArray(), count));
        Console.WriteLine($"{table.Count} rows, {Environment.ProcessorCount} processors");
        foreach (var learner in Candidate.Competing.SelectMany(candidate => candidate.Learners).Distinct())
        {
            var own = Time(learner, few, table);
            foreach (var peer in Peers(learner))
            {
                var theirs = Time(peer, few, table);
                Console.WriteLine($"  {own / theirs,5:0.00} x {theirs:0.0} s of {peer.Name}");
            }
        }

        return 0;
    }

    private static Learner[] Peers(Learner learner) =>
        learner switch
        {
            BoostingLearner of =>
            [
                new LightGbmLearner(of.Trees, of.Leaves, 10, 0.5, 1),
                new LightGbmLearner(of.Trees, of.Leaves, 10, 0.5, Environment.ProcessorCount),
            ],
            ForestLearner of =>
            [
                new LightGbmLearner(of.Trees, of.Leaves, of.LeafRows, 0.7, 1),
                new LightGbmLearner(of.Trees, of.Leaves, of.LeafRows, 0.7, Environment.ProcessorCount),
            ],
            _ => [],
        };

    private static double Time(Learner learner, TrainingRows few, TrainingRows table)
    {
        learner.Fit(few, few.AllRows, seed: 1, verify: false);
        GC.Collect();
        var process = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        learner.Fit(table, table.AllRows, seed: 1, verify: false);
        var elapsed = clock.Elapsed.TotalSeconds;
        process.Refresh();
        Console.WriteLine(
            $"{elapsed,6:0.0} s, {(process.TotalProcessorTime - before).TotalSeconds,6:0.0} s of processor time, "
                + $"{process.PeakWorkingSet64 / 1e6,5:0} MB at most so far: {learner.Name}"
        );
        return elapsed;
    }
}
