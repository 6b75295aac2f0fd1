using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

/// <summary>The patients of a table whom a model was not trained on.</summary>
public class UnseenPatientsTests
{
    private static readonly DatasetRow[] Patients = SyntheticRows.Draw(1, 1000);

    /// <summary>A file of 600, one of 300, one of 100, the newest first in time.</summary>
    private static readonly TableRow[] Table =
    [
        .. Patients.Select((row, i) => new TableRow(row, i < 600 ? 0 : i < 900 ? 1 : 2))
            .OrderBy(row => row.Row.Id, StringComparer.Ordinal),
    ];

    private static readonly DatasetSource[] Datasets = [Source("a", 3), Source("b", 2), Source("c", 1)];

    [Fact]
    public void ByDataset_HoldsEveryPatient_WhereTheyAreNoMoreThanAskedFor()
    {
        var unseen = UnseenPatients.ByDataset(Table, Datasets, Model(Patients[..200]), max: 800, seed: 1);

        Assert.Equal(["a", "b", "c"], unseen.Select(one => one.Source.Name));
        Assert.Equal([400, 300, 100], unseen.Select(one => one.Rows.Count));
        Assert.Equal(
            Table.Where(row => row.Source == 0).Select(row => row.Row).Except(Patients[..200]), unseen[0].Rows);
    }

    [Theory]
    [InlineData(700, 300, 300, 100)]
    [InlineData(500, 200, 200, 100)]
    [InlineData(120, 40, 40, 40)]
    public void ByDataset_DrawsSamplesOfOneSize_OfTheLargestFiles_AndCountsAllStrokes(int max, int first, int second, int third)
    {
        var unseen = UnseenPatients.ByDataset(Table, Datasets, Model([]), max, seed: 1);
        var reversed = UnseenPatients.ByDataset(Table.Reverse(), Datasets, Model([]), max, seed: 1);

        Assert.Equal([first, second, third], unseen.Select(one => one.Rows.Count));
        Assert.Equal(
            Enumerable.Range(0, 3).Select(file => Table.Count(row => row.Source == file && row.Row.Stroke)),
            unseen.Select(one => one.Strokes));
        Assert.Equal(unseen.SelectMany(one => one.Rows), reversed.SelectMany(one => one.Rows));
    }

    /// <summary>Who was not drawn for the training is nobody new: only what came later tells of a change.</summary>
    [Fact]
    public void ByDataset_LeavesOutWhatTheModelsSampleWasDrawnFrom()
    {
        var model = Model(Patients[..200]);
        var sampled = model with
        {
            Manifest = model.Manifest with
            {
                Lineage = model.Manifest.Lineage with { Datasets = [Datasets[0]], Sample = new TrainingSample(200, 20) },
            },
        };

        Assert.Equal(["b", "c"], UnseenPatients.ByDataset(Table, Datasets, sampled, 1000, 1).Select(one => one.Source.Name));
    }

    private static LoadedModel Model(DatasetRow[] trained) =>
        new(Manifests.Of("v"), Models.Load(Models.Random(1))) { Patients = PatientFingerprints.Of(trained) };

    private static DatasetSource Source(string name, int day) =>
        new(name, name, new string(name[0], 64), new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero));
}
