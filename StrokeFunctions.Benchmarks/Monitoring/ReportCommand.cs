using System.Diagnostics;
using System.Text.Json;
using StrokeFunctions.Datasets;
using StrokeFunctions.Model;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Pages;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Monitoring;

/// <summary>Trains on one file and writes the report of others against it, without storage: to look at, and to measure.</summary>
internal static class ReportCommand
{
    /// <summary>report {reference.csv} {folder for the reports} {current.csv}...</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var referenceFile, var folder, .. { Length: > 0 } currentFiles])
        {
            await Console.Error.WriteLineAsync("usage: report {reference.csv} {folder} {current.csv}...");
            return 1;
        }

        Directory.CreateDirectory(folder);
        var (model, trained, rows) = await TrainAsync(referenceFile);
        var profile = ReferenceProfile.Of(rows, [.. trained.OuterCrossValidation.Select(h => h.Probability)], model);
        var fingerprints = PatientFingerprints.Of(rows);
        var earlier = new List<(string, Report)>();
        foreach (var file in currentFiles)
        {
            var clock = Stopwatch.StartNew();
            var processor = Environment.CpuUsage.TotalTime;
            await using var stream = File.OpenRead(file);
            var (current, _, faults) = await WindowReader.ReadAsync(stream, int.MaxValue, CancellationToken.None);
            var read = clock.Elapsed;
            var report = ReportBuilder.Build(
                new ReportBuilder.Input(
                    new DateOnly(2026, 1, 5).AddDays(7 * earlier.Count),
                    model,
                    true,
                    null,
                    profile,
                    trained.Evaluation,
                    fingerprints,
                    new Window(
                        WindowKind.Dataset,
                        Path.GetFileName(file),
                        null,
                        new DateTimeOffset(2026, 1, 4, 0, 0, 0, TimeSpan.Zero),
                        current,
                        faults
                    ),
                    earlier,
                    profile.CalibratedOn(),
                    []
                )
            );
            var html = DriftReport.Render(report);
            var name = Path.Combine(folder, Path.GetFileNameWithoutExtension(file));
            await File.WriteAllTextAsync($"{name}.html", html);
            await File.WriteAllTextAsync($"{name}.json", JsonSerializer.Serialize(report, ReportJson.Default.Report));
            earlier.Add((Path.GetFileNameWithoutExtension(file), report));
            var (used, peak) = (Environment.CpuUsage.TotalTime - processor, Process.GetCurrentProcess().PeakWorkingSet64);
            Console.WriteLine(
                $"{file}: {current.Count} rows, read in {read.TotalSeconds:0.0} s, reported in {clock.Elapsed.TotalSeconds:0.0} s "
                + $"({used.TotalSeconds:0.0} s of processor time), {html.Length / 1000} kB of HTML, peak {peak / 1_000_000} MB"
            );
            Console.WriteLine($"  {report.Verdict.Sentence}");
        }

        return 0;
    }

    /// <summary>Trains a model of few folds on a file; its rows come in the order of the hold-out predictions.</summary>
    public static async Task<(StrokeModel Model, TrainedModel Trained, IReadOnlyList<DatasetRow> Rows)> TrainAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
            throw new InvalidDataException($"{file} is refused as a dataset.");
        var trained = Trainer.Train(
            [.. dataset.LatestRows()],
            new TrainingOptions
            {
                Folds = 3,
                InnerFolds = 3,
                InnerRepeats = 1,
            },
            null,
            CancellationToken.None
        );
        var byId = dataset.LatestRows().ToDictionary(row => row.Id);
        return (
            StrokeModel.Parse("20260101T000000Z-00000001", trained.ModelJson),
            trained,
            [.. trained.OuterCrossValidation.Select(h => byId[h.Id])]
        );
    }
}
