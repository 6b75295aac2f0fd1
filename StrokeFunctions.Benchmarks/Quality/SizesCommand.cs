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
/// none has seen. All are drawn like those of samples/stroke-sample.csv, so that none is another's neighbour.
/// </summary>
internal static class SizesCommand
{
    private const int HeldOut = 200_000;
    private const ulong Seed = 7;

    private static readonly int[] Sizes = [20_000, 50_000, 100_000, 250_000, 500_000];

    public static async Task<int> RunAsync(int count)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var patients = await DrawAsync(count + HeldOut);
        TableRow[] table = [.. patients[..count].Select(row => new TableRow(row, 0))];
        var strokes = table.Count(row => row.Row.Stroke);
        // The minimum precision is asked for among patients whose bmi is known.
        var test = TrainingRows.From([.. patients[count..].Where(row => !double.IsNaN(row.Patient[Schema.Bmi]))]);
        var options = new TrainingOptions();
        foreach (var size in (int[])[.. Sizes.Where(size => size < count), count])
        {
            var rows = TrainingRows.From(RowSample.Stratified(table, strokes, size, options.Seed));
            var before = Environment.CpuUsage.TotalTime;
            var teaching = MissingBmiRule.Teaching(rows, rows.AllRows, options);
            var pipeline = Pipeline.Fit(
                rows, teaching, Candidate.Competing, options, options.Seed, verify: false, CancellationToken.None);
            var took = Environment.CpuUsage.TotalTime - before;
            double[] probabilities = [.. test.AllRows.Select(row => pipeline.Probability(test.Features[row]))];
            var confusion = ConfusionMatrix.Of([.. probabilities.Select(p => p >= pipeline.Threshold)], test.Outcomes);
            Console.WriteLine(
                $"{size,9} rows: AUC {RankedOutcomes.Of(probabilities, test.Outcomes).RocAuc():0.0000}, log loss "
                    + $"{ProbabilityScore.LogLoss(probabilities, test.Outcomes):0.00000}, recall {confusion.Recall:0.000}, precision "
                    + $"{confusion.Precision:0.000}, slope {Calibration.Slope(probabilities, test.Outcomes).Value:0.00}; "
                    + $"{took.TotalSeconds:0.0} s of processor time; {pipeline.Chosen.Candidate.Name}");
        }

        return 0;
    }

    private static async Task<DatasetRow[]> DrawAsync(int count)
    {
        using var csv = new MemoryStream(Encoding.UTF8.GetBytes(SampleDataset.Csv(count, Seed)));
        var (rows, _) = await DatasetReader.ReadRowsAsync(csv, CancellationToken.None);
        return [.. rows];
    }
}
