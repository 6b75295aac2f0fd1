using StrokeFunctions.Data;
using StrokeFunctions.Model;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Monitoring;

/// <summary>
/// How often a report raises an alarm by mistake, and how often it finds what is there. A model is trained once on half of a file; each trial draws,
/// with replacement from the other half, a fresh reference (whose held-out quality is the model's) and current rows, so that both are samples of
/// one population that the model has not seen.
/// </summary>
internal static class AlarmsCommand
{
    private const int ReferenceRows = 5110;
    private static readonly int[] Sizes = [200, 300, 500, 1000, 2000, 5110];

    /// <summary>alarms {file.csv} {trials}</summary>
    public static async Task<int> RunAsync(string file, int trials)
    {
        await using var stream = File.OpenRead(file);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
            throw new InvalidDataException($"{file} is refused as a dataset.");
        var rows = dataset.LatestRows();
        var half = rows.Where((_, i) => i % 2 == 0).ToList();
        var trained = Trainer.Train(half, new TrainingOptions { Folds = 3, InnerFolds = 3, InnerRepeats = 1 }, null, CancellationToken.None);
        var model = StrokeModel.Parse("20260101T000000Z-00000001", trained.ModelJson);
        DatasetRow[] population = [.. rows.Where((_, i) => i % 2 == 1)];
        var deviation = Distribution.Of([.. population.Select(r => r.Patient[Schema.Age])]).StandardDeviation;

        Console.WriteLine($"{trials} trials each; the reference has {ReferenceRows} rows; {population.Length} patients to draw from.");
        Console.WriteLine("| rows | no drift: verdict not fine | no drift: retrain | age + half a deviation: not fine | recall halved: retrain | recall halved: not fine |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var size in Sizes)
        {
            var (notFine, retrain, shifted, halved, halvedNotFine) = (0, 0, 0, 0, 0);
            for (var trial = 0; trial < trials; trial++)
            {
                var random = new Random((size * 100_000) + trial);
                var draw = () => population[random.Next(population.Length)];
                var reference = new Reference(model, [.. Enumerable.Range(0, ReferenceRows).Select(_ => draw())]);
                DatasetRow[] current = [.. Enumerable.Range(0, size).Select(i => draw() with { Id = $"n{i}" })];
                var plain = reference.Report(current);
                if (plain.Verdict.Level != Verdict.Fine) notFine++;
                if (plain.Retrain.Decision == RetrainDecision.Retrain) retrain++;
                if (reference.Report([.. current.Select(r => Older(r, deviation / 2))]).Verdict.Level != Verdict.Fine) shifted++;
                var missed = reference.Report([.. current.Select(r => r.Stroke && random.Next(2) == 0 ? Missed(r) : r)]);
                if (missed.Retrain.Decision == RetrainDecision.Retrain) halved++;
                if (missed.Verdict.Level != Verdict.Fine) halvedNotFine++;
            }

            Console.WriteLine(FormattableString.Invariant($"| {size} | {Share(notFine)} | {Share(retrain)} | {Share(shifted)} | {Share(halved)} | {Share(halvedNotFine)} |"));

            string Share(int count) => FormattableString.Invariant($"{100.0 * count / trials:0.0} %");
        }

        return 0;
    }

    /// <summary>Everybody is older; the strokes stay as they were.</summary>
    private static DatasetRow Older(DatasetRow row, double years) => row with { Patient = With(row.Patient, Schema.Age, Math.Min(row.Patient[Schema.Age] + years, 120)) };

    /// <summary>A stroke that looks like none: a healthy patient of 30.</summary>
    private static DatasetRow Missed(DatasetRow row) => row with
    {
        Patient = With(With(With(With(row.Patient, Schema.Age, 30), Schema.Hypertension, 0), Schema.HeartDisease, 0), Schema.AverageGlucoseLevel, 90),
    };

    private static Patient With(Patient patient, Column column, double value)
    {
        var values = new double[Patient.Count];
        for (var i = 0; i < values.Length; i++) values[i] = patient[i];
        values[column.Index] = value;
        return Patient.From(values);
    }

    /// <summary>A reference: its profile, and the model's quality on it.</summary>
    private sealed class Reference
    {
        private readonly StrokeModel _model;
        private readonly ReferenceProfile _profile;
        private readonly Evaluation _evaluation;

        public Reference(StrokeModel model, DatasetRow[] rows)
        {
            var probabilities = Array.ConvertAll(rows, r => model.Probability(r.Patient));
            bool[] outcomes = Array.ConvertAll(rows, r => r.Stroke);
            var performance = Performance.Measure(probabilities, Array.ConvertAll(probabilities, p => p >= model.Threshold), outcomes, 100, 1);
            _model = model;
            _profile = ReferenceProfile.Of(rows, probabilities);
            _evaluation = new Evaluation("drawn", rows.Length, outcomes.Count(o => o), performance, [], new EvaluationCurves([], [], [], [], [], []),
                new InSampleEvaluation(0, 0, 0, 0))
            { ExpectedLogLoss = probabilities.Average(ProbabilityScore.Entropy) };
        }

        public Report Report(DatasetRow[] rows) => ReportBuilder.Build(new ReportBuilder.Input(new DateOnly(2026, 1, 5), _model, true, null, _profile, _evaluation,
            PatientFingerprints.Of([]), new Window(WindowKind.Dataset, "drawn", null, DateTimeOffset.UnixEpoch,
                [.. rows.Select(r => new WindowRow(r.Id, r.Patient, true, double.NaN, r.Stroke))], new FaultCounts()), [], Replicates: 2));
    }
}
