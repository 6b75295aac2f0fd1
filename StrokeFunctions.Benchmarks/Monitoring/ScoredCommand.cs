using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs;
using StrokeFunctions.Benchmarks.Scoring;
using StrokeFunctions.Model;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Pages;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Benchmarks.Monitoring;

/// <summary>
/// Times the report over a scoring log of so many lines in a storage emulator, and tells the memory it took; of every tenth patient an
/// outcome was told.
/// </summary>
internal static class ScoredCommand
{
    private const int AtOnce = 20_000;
    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string csv, int count)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var (model, trained, rows) = await ReportCommand.TrainAsync(csv);
        var profile = ReferenceProfile.Of(rows, [.. trained.OuterCrossValidation.Select(h => h.Probability)], model);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await using var storage = await EmulatedStorage.StartAsync(folder.FullName);
            var store = new BlobStore(new BlobServiceClient(storage.ConnectionString));
            await store.EnsureContainersAsync(CancellationToken.None);
            var (scoringLog, outcomeLog) = (new ScoringLog(store), new OutcomeLog(store, TimeProvider.System));
            var clock = new Clock();
            await WriteAsync(scoringLog, outcomeLog, model, rows, count);
            clock.Tell($"a log of {count} lines written");

            var reader = new WindowReader(store, scoringLog, outcomeLog);
            var window = await reader.ReadScoringAsync(WindowKind.Scoring, Begin, Begin.AddDays(7), CancellationToken.None);
            clock.Tell($"read, {window.Rows.Count} lines kept of {window.SampledFrom ?? window.Rows.Count}");
            var report = ReportBuilder.Build(new ReportBuilder.Input(
                DateOnly.FromDateTime(Begin.Date).AddDays(7), model, true, null, profile, trained.Evaluation, PatientFingerprints.Of(rows),
                window, [], profile.CalibratedOn(), []));
            var html = DriftReport.Render(report);
            clock.Tell($"reported, {html.Length / 1000} kB of HTML: {report.Verdict.Sentence}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(
        ScoringLog scoringLog, OutcomeLog outcomeLog, StrokeModel model, IReadOnlyList<DatasetRow> rows, int count)
    {
        double[] probabilities = [.. rows.Select(row => model.Probability(row.Patient))];
        // All of it within a week, whatever the count.
        var between = TimeSpan.FromDays(6.9) / count;
        for (var written = 0; written < count; written += AtOnce)
        {
            var (lines, outcomes) = (new List<ScoredPatient>(), new List<Outcome>());
            for (var i = written; i < Math.Min(count, written + AtOnce); i++)
            {
                var (row, probability) = (rows[i % rows.Count], probabilities[i % rows.Count]);
                var patient = row.Patient;
                // So many different values as hundredths give.
                patient[Schema.AverageGlucoseLevel.Index] = Math.Round(patient[Schema.AverageGlucoseLevel] + (i % 1009 / 1000.0), 2);
                var name = ScoredName.OfPatient($"scored-{i:00000000}");
                lines.Add(new ScoredPatient(
                    Begin + (i * between), model.Version, name, patient, probability, probability >= model.Threshold));
                if (i % 10 == 0) outcomes.Add(new Outcome(name.Id, row.Stroke ? 1 : 0, DateOnly.FromDateTime(Begin.Date).AddDays(30)));
            }

            await scoringLog.AppendAsync(lines, CancellationToken.None);
            await outcomeLog.AppendAsync(outcomes, CancellationToken.None);
        }
    }

    /// <summary>Tells the time since it was asked last, and the most memory so far.</summary>
    private sealed class Clock
    {
        private long _started = Stopwatch.GetTimestamp();
        private TimeSpan _before = Environment.CpuUsage.TotalTime;

        public void Tell(string what)
        {
            using var process = Process.GetCurrentProcess();
            var (elapsed, used) = (Stopwatch.GetElapsedTime(_started), Environment.CpuUsage.TotalTime - _before);
            Console.WriteLine($"{elapsed.TotalSeconds,6:0.0} s, {used.TotalSeconds,6:0.0} s of processor time  "
                + $"{process.PeakWorkingSet64 / 1e6,5:0} MB at most  {what}");
            (_started, _before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        }
    }
}
