using System.Diagnostics;
using System.Globalization;
using StrokeFunctions.Datasets;
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
        var rows = TrainingRows.From(dataset.Rows.ToArray());
        Console.WriteLine($"""
            {rows.Count} patients, {rows.Strokes} strokes.
            Nested cross-validation: {repeats} repeats of {options.Folds} stratified folds, pooled by repeat.
            Calibration, threshold and the choice of the pipeline are made inside each training part,
            on {options.InnerRepeats} x {options.InnerFolds}-fold out-of-fold predictions.
            Threshold: the largest recall with a precision of at least {options.PrecisionFloor} (+ margin {options.PrecisionMargin}).
            Mean over repeats +- their standard deviation (split noise).
            [..]: 95 % interval of that mean over patients, from a bootstrap of the patients in all repeats.
            wider: by how much that of one repeat's recall would be wider with the choice of folds and seed.
            """);
        var clock = Stopwatch.StartNew();
        var (table, bmi) = (new QualityTable(rows, options), new QualityTable(rows, options));
        var (families, missing) = (new Families(rows, options), new MissingBmi(rows, options));
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var assigned = StratifiedFolds.Assign(rows.Outcomes, options.Folds, InnerCrossValidation.Seed(options.Seed, 1000 + repeat));
            for (var fold = 0; fold < options.Folds; fold++)
            {
                var (test, train) = StratifiedFolds.Split(rows.AllRows, assigned, fold);
                var seed = InnerCrossValidation.Seed(options.Seed, (repeat * options.Folds) + fold);
                families.AddFold(table, repeat, test, train, seed);
                missing.AddFold(bmi, repeat, test, train, seed);
            }

            Console.Error.WriteLine($"repeat {repeat + 1} of {repeats}: {clock.Elapsed.TotalSeconds:0} s; {table.SoFar()}; {bmi.SoFar()}");
        }

        table.Print(Console.Out);
        Console.WriteLine($"Chosen, times: {families.Choices}");
        bmi.Print(Console.Out);
        return 0;
    }
}
