using System.Globalization;
using System.Text;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Samples;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>
/// What is lost by training on a sample of a large table: pipelines of samples of several sizes and of all rows, on the same patients whom
/// none has seen; and what is won by a sample that holds all strokes, whose probabilities are brought back to the table's share of strokes.
/// All are drawn like those of samples/stroke-sample.csv, so that none is another's neighbour.
/// </summary>
internal static class SizesCommand
{
    private const int HeldOut = 200_000;
    private const ulong Seed = 7;

    private static readonly int[] Sizes = [20_000, 50_000, 100_000, 200_000, 500_000];

    public static async Task<int> RunAsync(int count)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var patients = await DrawAsync(count + HeldOut);
        TableRow[] table = [.. patients[..count].Select(row => new TableRow(row, 0))];
        var strokes = table.Count(row => row.Row.Stroke);
        // The minimum precision is asked for among patients whose bmi is known.
        var test = TrainingRows.From([.. patients[count..].Where(row => !double.IsNaN(row.Patient[Schema.Bmi]))]);
        foreach (var size in (int[])[.. Sizes.Where(size => size < count), count])
        {
            Measure($"{size,9} rows", RowSample.Stratified(TableRows.From(table), size, new TrainingOptions().Seed), oddsRatio: 1, test);
            if (size == new TrainingOptions().MaxRows && size > 2 * strokes) MeasureAllStrokes(table, strokes, size, test);
        }

        return 0;
    }

    /// <summary>All strokes, and as many others as there is room for. The odds of a stroke are larger there by one factor.</summary>
    private static void MeasureAllStrokes(TableRow[] table, int strokes, int size, TrainingRows test)
    {
        TableRow[] others = [.. table.Where(row => !row.Row.Stroke)];
        DatasetRow[] rows =
        [
            .. table.Where(row => row.Row.Stroke).Select(row => row.Row),
            .. RowSample.Stratified(TableRows.From(others), size - strokes, new TrainingOptions().Seed),
        ];
        Array.Sort(rows, (a, b) => string.CompareOrdinal(a.Id, b.Id));
        Measure($"{size,9} rows with all strokes", rows, (double)others.Length / (size - strokes), test);
    }

    /// <param name="what">The rows.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="oddsRatio">By which the odds of a stroke are larger among the rows than in the table.</param>
    /// <param name="test">Whom to ask about.</param>
    private static void Measure(string what, DatasetRow[] sample, double oddsRatio, TrainingRows test)
    {
        var options = new TrainingOptions();
        // The precision at which, with the table's share of strokes, the minimum is met.
        var odds = options.PrecisionFloor / (1 - options.PrecisionFloor) * oddsRatio;
        options.PrecisionFloor = odds / (1 + odds);
        if (oddsRatio > 1) options.MaxFlaggedShare = 1;
        var rows = TrainingRows.From(sample);
        var before = Environment.CpuUsage.TotalTime;
        var teaching = MissingBmiRule.Teaching(rows, rows.AllRows, options);
        var pipeline = Pipeline.Fit(rows, teaching, Candidate.Competing, options, options.Seed, verify: false, CancellationToken.None);
        var took = Environment.CpuUsage.TotalTime - before;
        double BroughtBack(double probability) => ProbabilityScore.Logistic(ProbabilityScore.Logit(probability) - Math.Log(oddsRatio));
        double[] probabilities = [.. test.AllRows.Select(row => BroughtBack(pipeline.Probability(test.Features[row])))];
        var confusion = ConfusionMatrix.Of([.. probabilities.Select(p => p >= BroughtBack(pipeline.Threshold))], test.Outcomes);
        var ranked = RankedOutcomes.Of(probabilities, test.Outcomes);
        Console.WriteLine(
            $"{what}: AUC {ranked.RocAuc():0.0000}, log loss "
                + $"{ProbabilityScore.LogLoss(probabilities, test.Outcomes):0.00000}, recall {confusion.Recall:0.000}, precision "
                + $"{confusion.Precision:0.000}, recall at a precision of 0.15 {Curves.MaxRecall(ranked, 0.15)?.Recall:0.000}, slope "
                + $"{Calibration.Slope(probabilities, test.Outcomes).Value:0.00}; "
                + $"{took.TotalSeconds:0.0} s of processor time; {pipeline.Chosen.Candidate.Name}");
    }

    private static async Task<DatasetRow[]> DrawAsync(int count)
    {
        using var csv = new MemoryStream(Encoding.UTF8.GetBytes(SampleDataset.Csv(count, Seed)));
        var (rows, _) = await DatasetReader.ReadRowsAsync(csv, CancellationToken.None);
        return [.. rows];
    }
}
