using System.Diagnostics;
using System.Globalization;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>Prints how well every family, the ensembles and the chosen pipeline predict patients that they have not seen.</summary>
internal static class QualityCommand
{
    public static async Task<int> RunAsync(string csv, int repeats)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var stream = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
        {
            await Console.Error.WriteLineAsync($"{csv} is no dataset.");
            return 1;
        }

        var options = new TrainingOptions();
        var rows = TrainingRows.From(dataset.Rows);
        Console.WriteLine($"""
            {rows.Count} patients, {rows.Strokes} strokes.
            Nested cross-validation: {repeats} repeats of {options.Folds} stratified folds, pooled by repeat.
            Calibration, threshold and the choice of the pipeline are made inside each training part,
            on {options.InnerRepeats} x {options.InnerFolds}-fold out-of-fold predictions.
            Threshold: the largest recall with a precision of at least {options.PrecisionFloor} (+ margin {options.PrecisionMargin}).
            Mean over repeats +- their standard deviation (split noise).
            [..]: 95 % interval over patients, from a bootstrap of the first repeat.
            """);
        Measure("All columns", rows, options, repeats);
        Measure(
            "Without the signal of a missing bmi (28 kg/m2 put in its place)",
            TrainingRows.From(WithoutMissingBmi(dataset.Rows)),
            options,
            repeats
        );
        return 0;
    }

    private static void Measure(string title, TrainingRows rows, TrainingOptions options, int repeats)
    {
        var clock = Stopwatch.StartNew();
        var table = new QualityTable(rows, options);
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            table.AddRepeat(repeat);
            Console.Error.WriteLine($"repeat {repeat + 1} of {repeats}: {clock.Elapsed.TotalSeconds:0} s");
        }

        Console.WriteLine();
        Console.WriteLine($"{title}:");
        table.Print(Console.Out);
    }

    private static DatasetRow[] WithoutMissingBmi(IReadOnlyList<DatasetRow> rows) =>
        [.. rows.Select(row =>
        {
            var patient = row.Patient;
            if (double.IsNaN(patient[Schema.Bmi])) patient[Schema.Bmi.Index] = Featurizer.MissingBmi;
            return row with { Patient = patient };
        })];
}
