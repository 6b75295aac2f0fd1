using System.Diagnostics;
using System.Globalization;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>
/// Times a dataset's way into a training table, and tells the memory it took: a table of so many patients is read, the dataset merged in,
/// half of it known patients, all rules of the intake asked, and the new table written.
/// </summary>
internal static class TableCommand
{
    public static async Task<int> RunAsync(string csv, int count, int added)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var stream = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
        {
            await Console.Error.WriteLineAsync($"{csv} is no dataset.");
            return 1;
        }

        var clock = new Clock();
        DatasetRow[] rows = [.. dataset.Rows];
        var (content, sha256) = TableFile.Write(TableRows.From(Draw(rows, count)));
        clock.Tell(count, $"a table of {count} patients written, {content.Length / 1e6:0} MB");
        var latest = DatasetRows.From(Dataset(rows, count, added));
        clock.Tell(added, $"a dataset of {added} patients, half of them known, in no order");
        var read = await TableFile.ReadAsync(content.OpenRead(), sha256, CancellationToken.None);
        clock.Tell(count, "table read");
        var table = new TableState(new TableIndex(read.Count, read.Strokes, "", sha256, [Source(1)]), read, null);
        var merge = TableMerge.Of(table, Source(2), latest);
        clock.Tell(count + added, $"merged: {merge.NewPatients} new, {merge.ChangedPatients} changed, {merge.RepeatedPatients} repeated");
        _ = DatasetCheck.Refusal(table, merge) ?? DatasetCheck.Doubt(table, merge);
        clock.Tell(count + added, "checked");
        var (merged, _) = TableFile.Write(merge.Rows);
        clock.Tell(count + added, $"table written, {merged.Length / 1e6:0} MB");
        clock.TellAll(count + added);
        var sample = RowSample.Stratified(merge.Rows, new TrainingOptions().MaxRows, seed: 1);
        clock.Tell(count + added, $"a sample of {sample.Length} drawn to train on");
        return 0;
    }

    /// <summary>Patients like those of the file, in the order of their ids.</summary>
    private static IEnumerable<TableRow> Draw(IReadOnlyList<DatasetRow> rows, int count)
    {
        for (var i = 0; i < count; i++) yield return new TableRow(Patient(rows, 2L * i), 0);
    }

    /// <summary>Every other is a patient of the table who is a year older.</summary>
    private static DatasetRow[] Dataset(IReadOnlyList<DatasetRow> rows, int count, int added)
    {
        var every = Math.Max(1, count / added);
        var dataset = new DatasetRow[added];
        for (var i = 0; i < added; i++)
        {
            var row = Patient(rows, (2L * i * every) + (i % 2));
            var patient = row.Patient;
            if (i % 2 == 0) patient[Schema.Age.Index] = Math.Min(patient[Schema.Age] + 1, 120);
            dataset[i] = row with { Line = i + 2, Patient = patient };
        }

        // In no order, as files come.
        new Random(1).Shuffle(dataset);
        return dataset;
    }

    private static DatasetRow Patient(IReadOnlyList<DatasetRow> rows, long number)
    {
        var row = rows[(int)(number % rows.Count)];
        var patient = row.Patient;
        // So many different values as hundredths give.
        patient[Schema.AverageGlucoseLevel.Index] = Math.Round(patient[Schema.AverageGlucoseLevel] + (number % 1009 / 100.0), 2);
        return new DatasetRow(2, number.ToString("00000000"), patient, row.Stroke);
    }

    private static DatasetSource Source(int day) =>
        new($"{day}.csv", $"{day}", new string((char)('a' + day), 64), new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Tells processor time and the most memory so far.</summary>
    private sealed class Clock
    {
        private TimeSpan _before = Environment.CpuUsage.TotalTime;
        private TimeSpan _all;

        public void Tell(int rows, string what)
        {
            var took = Environment.CpuUsage.TotalTime - _before;
            if (!what.StartsWith('a')) _all += took;
            Print(took, rows, what);
            _before = Environment.CpuUsage.TotalTime;
        }

        public void TellAll(int rows) => Print(_all, rows, "read, merged, checked and written");

        private static void Print(TimeSpan took, int rows, string what)
        {
            using var process = Process.GetCurrentProcess();
            Console.WriteLine($"{took.TotalSeconds,6:0.0} s of processor time  {rows / took.TotalSeconds / 1e6,5:0.00} M rows/s  "
                + $"{process.PeakWorkingSet64 / 1e6,5:0} MB at most  {what}");
        }
    }
}
