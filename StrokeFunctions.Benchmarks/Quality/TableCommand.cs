using System.Diagnostics;
using System.Globalization;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>
/// Times the training table, and tells the memory it took: so many patients taken in, written, read, and a tenth as many again taken in.
/// </summary>
internal static class TableCommand
{
    public static async Task<int> RunAsync(string csv, int count)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var stream = File.OpenRead(csv);
        if (await DatasetReader.ReadAsync(stream, CancellationToken.None) is not AcceptedDataset dataset)
        {
            await Console.Error.WriteLineAsync($"{csv} is no dataset.");
            return 1;
        }

        var clock = Stopwatch.StartNew();
        var first = TableMerge.Of(new TableState(TableIndex.Empty, [], null), Source(1), TrainCommand.Enlarge(dataset.Rows, count));
        Tell(clock, $"{count} patients taken in");
        var (content, sha256) = TableFile.Write(first.Rows);
        Tell(clock, $"written, {content.Length / 1e6:0.0} MB");
        var rows = await TableFile.ReadAsync(new MemoryStream(content), sha256, CancellationToken.None);
        Tell(clock, "read");
        var table = new TableState(new TableIndex(rows.Count, 0, "", sha256, first.Datasets), rows, null);
        var second = TableMerge.Of(table, Source(2), TrainCommand.Enlarge(dataset.Rows, count / 10));
        Tell(clock, $"{count / 10} more taken in, {second.RepeatedPatients} of them known");
        return 0;
    }

    private static DatasetSource Source(int day) =>
        new($"{day}.csv", $"{day}", new string((char)('a' + day), 64), new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero));

    private static void Tell(Stopwatch clock, string what) => Console.WriteLine(
        $"{clock.Elapsed.TotalSeconds,6:0.0} s  {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,5:0} MB at most  {what}");
}
