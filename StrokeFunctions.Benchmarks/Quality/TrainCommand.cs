using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>
/// Times a whole training, evaluation included, and tells the memory it took; with more rows than the file has, of patients like them.
/// </summary>
internal static class TrainCommand
{
    public static async Task<int> RunAsync(string csv, int count)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var stream = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
        {
            await Console.Error.WriteLineAsync($"{csv} is no dataset.");
            return 1;
        }

        DatasetRow[] read = [.. dataset.Rows];
        var rows = count == 0 ? read : Enlarge(read, count);
        var clock = Stopwatch.StartNew();
        var progress = new Progress(clock);
        var trained = Trainer.Train(rows, new TrainingOptions(), progress, CancellationToken.None);
        var process = Process.GetCurrentProcess();
        var overall = trained.Evaluation.Overall;
        Console.WriteLine(
            $"{rows.Length} rows: {clock.Elapsed.TotalSeconds:0.0} s, {process.TotalProcessorTime.TotalSeconds:0.0} s of processor time, "
                + $"{process.PeakWorkingSet64 / 1e6:0} MB at most"
        );
        Console.WriteLine(
            $"{trained.Parameters["candidate"]}, {trained.ModelJson.Length / 1e3:0} kB (SHA-256 "
                + $"{Convert.ToHexStringLower(SHA256.HashData(trained.ModelJson))[..16]}): recall {overall.Recall.Value:0.000}, precision "
                + $"{overall.Precision.Value:0.000}, AUC {overall.RocAuc.Value:0.000}"
        );
        foreach (var coverage in trained.Evaluation.IntervalCoverage ?? [])
        {
            var whose = $"aged {coverage.Age}, {(coverage.Stroke == 1 ? "with" : "without")} a stroke";
            Console.WriteLine($"{whose}: the interval of {coverage.Covered:P0} of the patients holds the share found");
        }

        return 0;
    }

    /// <summary>
    /// Patients drawn from the file, a little older or younger, with a little more or less glucose, so that none are the same.
    /// </summary>
    public static DatasetRow[] Enlarge(IReadOnlyList<DatasetRow> rows, int count)
    {
        var random = new Random(1);
        var enlarged = new DatasetRow[count];
        for (var i = 0; i < count; i++)
        {
            var row = rows[random.Next(rows.Count)];
            var patient = row.Patient;
            patient[Schema.Age.Index] = Math.Clamp(patient[Schema.Age] + (random.NextDouble() * 4) - 2, 0, 120);
            patient[Schema.AverageGlucoseLevel.Index] *= 0.9 + (random.NextDouble() * 0.2);
            enlarged[i] = new DatasetRow(i + 2, $"{i}", patient, row.Stroke);
        }

        return enlarged;
    }

    private sealed class Progress(Stopwatch clock) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            Console.Error.WriteLine(
                $"{clock.Elapsed.TotalSeconds,6:0.0} s  {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,5:0} MB at most  "
                    + $"{value.ShareDone:P0}  {value.Phase}"
            );
    }
}
