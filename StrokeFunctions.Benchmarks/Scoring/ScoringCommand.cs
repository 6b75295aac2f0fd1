using StrokeFunctions.Datasets;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>
/// Prints how fast scoring is, each figure beside what it is to be compared with, measured in turns in one run on one machine:
/// the ratios count, not the figures.
/// </summary>
internal static class ScoringCommand
{
    /// <summary>Runs all of it on the patients of a dataset.</summary>
    public static async Task<int> RunAsync(string csv)
    {
        await using var file = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(file, CancellationToken.None) is not AcceptedDataset dataset)
        {
            await Console.Error.WriteLineAsync("The dataset was refused.");
            return 1;
        }

        Print("what", "ours", "other", "ratio", "goal");
        var trained = TrainedForest.Train(dataset.Rows.ToArray());
        ScorerSpeed.Run(trained);
        await CsvSpeed.RunAsync(trained.Model, dataset.Rows.ToArray());
        await HttpSpeed.RunAsync(trained.Model, dataset.Rows.First().Patient);
        return 0;
    }

    /// <summary>Prints one line of the table.</summary>
    public static void Print(string what, string ours, string other, string ratio, string goal) =>
        Console.WriteLine($"{what,-58} {ours,16} {other,16} {ratio,8}  {goal}");

    /// <summary>Prints a comparison of two rates, in units a second.</summary>
    public static void PrintRates(string what, double ours, double other, double? goal = null) => Print(
        what,
        ours.ToString("N0") + "/s",
        other.ToString("N0") + "/s",
        (ours / other).ToString("0.00"),
        goal is null ? "" : $"at least {goal}");
}
