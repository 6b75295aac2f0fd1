using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

public sealed class TrainingTableTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DatasetSource January = Source("january", 1);
    private static readonly DatasetSource February = Source("february", 2);

    [Fact]
    public async Task ReadAsync_GivesWhatWasCommitted_ByteForByte()
    {
        var table = new TrainingTable(await TestStorage.NewAsync(azurite));
        var before = await table.ReadAsync(Ct);
        var merge = TableMerge.Of(before, January, [Row("b\"1,", 0.08, true), Row("a", 61.5, false, bmi: double.NaN)]);

        Assert.True(await table.CommitAsync(await table.SaveAsync(merge, Ct), before, Ct));

        var after = await table.ReadAsync(Ct);
        Assert.Equal(["a 61.5 N/A False", "b\"1, 0.08 30.1 True"], after.Rows.Select(Describe));
        Assert.Equal((2, 1), (after.Index.Rows, after.Index.Strokes));
        Assert.Equal([January], after.Index.Datasets);
    }

    [Fact]
    public async Task CommitAsync_IsFalse_WhenSomebodyElseChangedTheTable()
    {
        var table = new TrainingTable(await TestStorage.NewAsync(azurite));
        var before = await table.ReadAsync(Ct);
        var theirs = await table.SaveAsync(TableMerge.Of(before, February, [Row("b", 60, true)]), Ct);
        var ours = await table.SaveAsync(TableMerge.Of(before, January, [Row("a", 50, false)]), Ct);
        Assert.True(await table.CommitAsync(theirs, before, Ct));

        Assert.False(await table.CommitAsync(ours, before, Ct));

        Assert.Equal([February], (await table.ReadIndexAsync(Ct)).Datasets);
    }

    /// <summary>Storage may write and lose its answer: the change tried again is then the one that stands there.</summary>
    [Fact]
    public async Task CommitAsync_IsTrue_WhenTheSameChangeStandsThereAlready()
    {
        var table = new TrainingTable(await TestStorage.NewAsync(azurite));
        var before = await table.ReadAsync(Ct);
        var index = await table.SaveAsync(TableMerge.Of(before, January, [Row("a", 50, false)]), Ct);
        Assert.True(await table.CommitAsync(index, before, Ct));

        Assert.True(await table.CommitAsync(index, before, Ct));
    }

    [Fact]
    public async Task ReadAsync_Throws_WhenTheRowsWereChanged()
    {
        var store = await TestStorage.NewAsync(azurite);
        var table = new TrainingTable(store);
        var before = await table.ReadAsync(Ct);
        var index = await table.SaveAsync(TableMerge.Of(before, January, [Row("a", 50, false)]), Ct);
        await table.CommitAsync(index, before, Ct);
        await using var other = TableFile.Write(TableMerge.Of(before, January, [Row("a", 50, true)]).Rows).Content;
        await store.WriteAsync(Containers.Training, index.Blob, other.OpenRead(), "application/gzip", Ct);

        await Assert.ThrowsAsync<CorruptBlobException>(() => table.ReadAsync(Ct));
    }

    [Fact]
    public void Of_TellsNewFromChangedFromContradictoryFromRepeated()
    {
        var table = State(January, Row("a", 50, false), Row("b", 60, false), Row("c", 70, false));

        var merge = TableMerge.Of(table, February, [Row("d", 40, false), Row("c", 70, false), Row("b", 60, true), Row("a", 52, false)]);

        Assert.Equal((1, 1, 1, 1, 0),
            (merge.NewPatients, merge.ChangedPatients, merge.ContradictoryPatients, merge.RepeatedPatients, merge.OutdatedPatients));
        Assert.Equal(["a 52 30.1 False", "b 60 30.1 True", "c 70 30.1 False", "d 40 30.1 False"], merge.Rows.Select(Describe));
        Assert.Equal([1, 1, 0, 1], merge.Rows.Select(row => row.Source));
    }

    [Fact]
    public void Of_GivesTheSameRows_InWhateverOrderTheDatasetsCome()
    {
        DatasetRow[] january = [Row("a", 50, false), Row("b", 60, false)];
        DatasetRow[] february = [Row("b", 61, true), Row("c", 70, false)];

        var forward = TableMerge.Of(State(January, january), February, february);
        var backward = TableMerge.Of(State(February, february), January, january);

        Assert.Equal(forward.Rows.Select(Describe), backward.Rows.Select(Describe));
        Assert.Equal(1, backward.OutdatedPatients);
    }

    [Fact]
    public void Of_ChangesNothing_WhenTheDatasetIsTakenInAlready()
    {
        DatasetRow[] rows = [Row("a", 50, false), Row("b", 60, false)];
        var table = State(January, rows);

        var merge = TableMerge.Of(table, January with { Name = "the same again.csv" }, rows);

        Assert.Equal(table.Rows, merge.Rows);
        Assert.Equal([January], merge.Datasets);
        Assert.Equal(2, merge.RepeatedPatients);
    }

    private static TableState State(DatasetSource source, params DatasetRow[] rows)
    {
        var empty = new TableState(TableIndex.Empty, [], null);
        var merge = TableMerge.Of(empty, source, rows);
        return new TableState(new TableIndex(merge.Rows.Count, 0, "", "", merge.Datasets), merge.Rows, null);
    }

    private static DatasetRow Row(string id, double age, bool stroke, double bmi = 30.1) =>
        new(2, id, Patient.From([1, age, 0, 1, 1, 3, 1, 228.69, bmi, 3]), stroke);

    private static DatasetSource Source(string name, int month) =>
        new(name + ".csv", $"\"{month}\"", new string((char)('a' + month), 64), new DateTimeOffset(2026, month, 1, 0, 0, 0, TimeSpan.Zero));

    private static string Describe(TableRow row) =>
        $"{row.Row.Id} {Schema.Age.Format(row.Row.Patient[Schema.Age])} {Schema.Bmi.Format(row.Row.Patient[Schema.Bmi])} {row.Row.Stroke}";
}
