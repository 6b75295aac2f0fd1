using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

/// <summary>The sample of a table that is larger than a training takes.</summary>
public class RowSampleTests
{
    private static readonly TableRow[] Table =
    [
        .. SyntheticRows.Draw(1, 20_000).OrderBy(row => row.Id, StringComparer.Ordinal)
            .Select((row, i) => new TableRow(row with { Line = i + 2 }, 0)),
    ];

    private static readonly int Strokes = Table.Count(row => row.Row.Stroke);

    [Fact]
    public void Stratified_IsEveryRow_WhereTheyAreNoMoreThanAskedFor() =>
        Assert.Equal(Table.Select(row => row.Row), RowSample.Stratified([.. Table], Table.Length, seed: 1));

    /// <summary>Who is in the sample is in it with every row, in the order of the file.</summary>
    [Fact]
    public void OfPatients_HoldsAllRowsOfSomePatients_InTheOrderOfTheFile()
    {
        DatasetRow[] file = [.. Table.Select(row => row.Row), .. Table.Take(5000).Select(row => row.Row with { Line = -row.Row.Line })];

        var sample = RowSample.OfPatients(file, 3000, seed: 1);

        var patients = sample.Select(row => row.Id).ToHashSet();
        Assert.InRange(sample.Length, 1400, 3000);
        Assert.Equal(file.Where(row => patients.Contains(row.Id)), sample);
        Assert.Equal(file, RowSample.OfPatients(file, file.Length, seed: 1));
        Assert.NotEqual(patients, RowSample.OfPatients(file, 3000, seed: 2).Select(row => row.Id).ToHashSet());
    }

    [Fact]
    public void Stratified_HasTheTablesShareOfStrokes_AndItsOrder()
    {
        var sample = RowSample.Stratified([.. Table], 2000, seed: 1);

        Assert.Equal((2000, (int)Math.Round(Strokes / 10.0)), (sample.Length, sample.Count(row => row.Stroke)));
        Assert.Equal(sample.OrderBy(row => row.Id, StringComparer.Ordinal), sample);
        Assert.Equal(2000, sample.Distinct().Count());
        Assert.Subset(Table.Select(row => row.Row).ToHashSet(), sample.ToHashSet());
    }

    [Fact]
    public void Stratified_IsTheSame_InWhateverOrderTheRowsCome()
    {
        var shuffled = (TableRow[])Table.Clone();
        new Random(9).Shuffle(shuffled);

        Assert.Equal(
            RowSample.Stratified([.. Table], 2000, seed: 1).Select(row => row.Id),
            RowSample.Stratified([.. shuffled], 2000, seed: 1).Select(row => row.Id));
    }

    [Fact]
    public void Stratified_IsAnotherOne_WithAnotherSeed()
    {
        var one = RowSample.Stratified([.. Table], 2000, seed: 1).ToHashSet();

        // Of a tenth of the rows about a tenth is in another tenth.
        Assert.InRange(RowSample.Stratified([.. Table], 2000, seed: 2).Count(one.Contains), 120, 280);
    }

    [Fact]
    public void Stratified_KeepsWhoIsInIt_WhenTheTableGrows()
    {
        var before = RowSample.Stratified([.. Table[..15_000]], 2000, seed: 1).ToHashSet();

        var after = RowSample.Stratified([.. Table], 2000, seed: 1);

        // Three quarters of the table were there before, so about three quarters of the sample are the same patients.
        Assert.InRange(after.Count(before.Contains), 1400, 1600);
    }

    /// <summary>Mean age, and the shares of a category: the sample is one of ids, and ids say nothing of the patients.</summary>
    [Fact]
    public void Stratified_IsLikeTheTable()
    {
        var sample = RowSample.Stratified([.. Table], 4000, seed: 1);

        Assert.Equal(Table.Average(row => row.Row.Patient[Schema.Age]), sample.Average(row => row.Patient[Schema.Age]), 1.5);
        Assert.Equal(
            Table.Average(row => row.Row.Patient[Schema.Hypertension]), sample.Average(row => row.Patient[Schema.Hypertension]), 0.03);
    }
}
