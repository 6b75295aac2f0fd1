using StrokeFunctions.Datasets;
using StrokeFunctions.Model;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Monitoring;

/// <summary>
/// How often a report raises an alarm by mistake, and how often it finds what is there, as in use: again and again a model is trained on
/// other patients of a file, at most <see cref="MaxTrainingRows"/> and half of them, and the report of patients drawn without replacement
/// from the rest is judged by what its manifest keeps.
/// </summary>
internal static class AlarmsCommand
{
    private const int MaxTrainingRows = 5110;
    private const int Trainings = 20;
    private const int Months = 12;
    private const int MaxRowsAMonth = 500;
    private static readonly int[] Sizes = [200, 300, 500, 1000, 2000, 5110];

    /// <summary>alarms {file.csv} {trials}</summary>
    public static async Task<int> RunAsync(string file, int trials)
    {
        await using var stream = File.OpenRead(file);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
            throw new InvalidDataException($"{file} is refused as a dataset.");
        DatasetRow[] rows = [.. dataset.LatestRows()];
        var training = Math.Min(MaxTrainingRows, rows.Length / 2);
        var counts = Sizes.Where(size => size <= rows.Length - training).ToDictionary(size => size, _ => new Counts());
        var (monthly, years) = (Math.Min(MaxRowsAMonth, (rows.Length - training) / Months), new Counts());
        for (var i = 0; i < Trainings; i++)
        {
            var random = new Random(i);
            var shuffled = rows.ToArray();
            random.Shuffle(shuffled);
            var reference = Reference.Train(shuffled[..training]);
            foreach (var (size, count) in counts)
            {
                for (var trial = i; trial < trials; trial += Trainings)
                    count.Add(reference, Draw(shuffled.AsSpan(training), size, random), random);
            }

            for (var trial = i; trial < trials; trial += Trainings)
                years.AddYear(reference, Draw(shuffled.AsSpan(training), Months * monthly, random).Chunk(monthly));
        }

        Console.WriteLine(
            $"{trials} trials of each size, on {Trainings} models of {training} patients; {rows.Length - training} others to draw from."
        );
        Console.WriteLine(
            "| rows | no drift: verdict not fine | no drift: retrain | age + half a deviation: not fine | recall halved: retrain | recall "
                + "halved: not fine |"
        );
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (size, count) in counts) Console.WriteLine($"| {size:N0} | {count.InWords(trials)} |");
        Console.WriteLine($"No drift, a year of {Months} files of {monthly}: any verdict not fine, any retrain: {years.InWords(trials)}");
        return 0;
    }

    /// <summary>Shuffles the first so many of the patients, as Fisher and Yates do.</summary>
    private static DatasetRow[] Draw(Span<DatasetRow> patients, int size, Random random)
    {
        for (var i = 0; i < size; i++)
        {
            var other = random.Next(i, patients.Length);
            (patients[i], patients[other]) = (patients[other], patients[i]);
        }

        return patients[..size].ToArray();
    }

    /// <summary>Everybody is older; the strokes stay as they were.</summary>
    private static DatasetRow Older(DatasetRow row, double years) =>
        row with
        {
            Patient = With(row.Patient, Schema.Age, Math.Min(row.Patient[Schema.Age] + years, 120)),
        };

    /// <summary>A stroke that looks like none: a healthy patient of 30.</summary>
    private static DatasetRow Missed(DatasetRow row) =>
        row with
        {
            Patient = With(
                With(With(With(row.Patient, Schema.Age, 30), Schema.Hypertension, 0), Schema.HeartDisease, 0),
                Schema.AverageGlucoseLevel,
                90
            ),
        };

    private static Patient With(Patient patient, Column column, double value)
    {
        var values = new double[Patient.Count];
        for (var i = 0; i < values.Length; i++) values[i] = patient[i];
        values[column.Index] = value;
        return Patient.From(values);
    }

    /// <summary>What came out of the trials of one size.</summary>
    private sealed class Counts
    {
        private readonly int[] _counts = new int[5];

        public void Add(Reference reference, DatasetRow[] current, Random random)
        {
            var plain = reference.Report(current);
            Count(0, plain.Verdict.Level != Verdict.Fine);
            Count(1, plain.Retrain.Decision == RetrainDecision.Adapt);
            Count(2, reference.Report([.. current.Select(r => Older(r, reference.AgeDeviation / 2))]).Verdict.Level != Verdict.Fine);
            var missed = reference.Report([.. current.Select(r => r.Stroke && random.Next(2) == 0 ? Missed(r) : r)]);
            Count(3, missed.Retrain.Decision == RetrainDecision.Adapt);
            Count(4, missed.Verdict.Level != Verdict.Fine);
        }

        /// <summary>A year of files, each looked at together with those before it.</summary>
        public void AddYear(Reference reference, IEnumerable<DatasetRow[]> files)
        {
            var (fine, kept) = (true, true);
            var before = new List<ExpectedOutcomes>();
            foreach (var file in files)
            {
                var report = reference.Report(file, before);
                fine &= report.Verdict.Level == Verdict.Fine;
                kept &= report.Retrain.Decision != RetrainDecision.Adapt;
                before.Insert(0, reference.Expect(file));
            }

            Count(0, !fine);
            Count(1, !kept);
        }

        public string InWords(int trials) =>
            string.Join(" | ", _counts.Select(count => $"{100.0 * count / trials:0.0} %"));

        private void Count(int what, bool happened) => _counts[what] += happened ? 1 : 0;
    }

    /// <summary>A model and what its manifest would keep.</summary>
    private sealed record Reference(StrokeModel Model, ReferenceProfile Profile, Evaluation Evaluation, PatientFingerprints Trained)
    {
        public double AgeDeviation { get; } = Profile.Columns[Schema.Age.Name].StandardDeviation;

        public static Reference Train(IReadOnlyList<DatasetRow> rows)
        {
            var trained = Trainer.Train(
                rows,
                new TrainingOptions
                {
                    Folds = 3,
                    InnerFolds = 3,
                    InnerRepeats = 1,
                },
                null,
                CancellationToken.None
            );
            var model = StrokeModel.Parse("20260101T000000Z-00000001", trained.ModelJson);
            var byId = rows.ToDictionary(row => row.Id);
            DatasetRow[] ordered = [.. trained.OuterCrossValidation.Select(h => byId[h.Id])];
            return new Reference(
                model,
                ReferenceProfile.Of(ordered, [.. trained.OuterCrossValidation.Select(h => h.Probability)], model),
                trained.Evaluation,
                PatientFingerprints.Of(rows)
            );
        }

        public ExpectedOutcomes Expect(DatasetRow[] rows)
        {
            DatasetRow[] comparable = [.. rows.Where(row => Model.IsCalibratedFor(row.Patient))];
            return ExpectedOutcomes.Of(
                [.. comparable.Select(row => Model.Probability(row.Patient))], [.. comparable.Select(row => row.Stroke)], Model.Threshold);
        }

        public Report Report(DatasetRow[] rows, IReadOnlyList<ExpectedOutcomes>? before = null) =>
            ReportBuilder.Build(
                new ReportBuilder.Input(
                    new DateOnly(2026, 1, 5),
                    Model,
                    true,
                    null,
                    Profile,
                    Evaluation,
                    Trained,
                    new Window(
                        WindowKind.Dataset,
                        "drawn",
                        null,
                        DateTimeOffset.UnixEpoch,
                        [.. rows.Select(r => new WindowRow(r.Id, r.Patient, true, double.NaN, r.Stroke))],
                        new FaultCounts()
                    ),
                    [],
                    Profile.CalibratedOn(),
                    before?.ToArray() ?? [],
                    Replicates: 2
                )
            );
    }
}
