using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class LeakageChecksTests
{
    [Fact]
    public void Refusal_IsNull_InHonestRows() => Assert.Null(LeakageChecks.Refusal(SyntheticRows.Draw(1, 1000)));

    [Theory]
    [InlineData("heart_disease")]
    [InlineData("avg_glucose_level")]
    [InlineData("bmi")]
    [InlineData("smoking_status")]
    public void Train_Refuses_WhenAColumnIsTheOutcomeUnderAnotherName(string name)
    {
        var column = Schema.Inputs.Single(input => input.Name == name);
        DatasetRow[] leaking = [.. SyntheticRows.Draw(2, 1000).Select(row =>
        {
            var patient = row.Patient;
            // A flag or a category says it outright, glucose by its height, bmi by being absent.
            patient[column.Index] = column switch
            {
                CategoryColumn => row.Stroke ? 1 : 0,
                NumericColumn { MayBeMissing: true } => row.Stroke ? double.NaN : 25,
                _ => patient[column.Index] + (row.Stroke ? 300 : 0),
            };
            return row with { Patient = patient };
        })];

        var exception = Assert.Throws<LeakingRowsException>(
            () => Trainer.Train(leaking, new TrainingOptions(), null, TestContext.Current.CancellationToken));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Ranking needs all rows at once: of a very large file a sample is ranked, and it says so.</summary>
    [Theory]
    [InlineData(2000, "The column bmi alone")]
    [InlineData(1999, "In a sample of [0-9]{3,4} of its 2000 patients: The column bmi alone")]
    public void Of_SaysThatASampleWasLookedAt_WhereItWas(int maxRows, string expected)
    {
        var source = new DatasetSource("a.csv", "a", "aa", DateTimeOffset.UnixEpoch);
        DatasetRow[] leaking = [.. SyntheticRows.Draw(2, 2000).Select(row =>
        {
            var patient = row.Patient;
            patient[Schema.Bmi.Index] = row.Stroke ? double.NaN : 25;
            return row with { Patient = patient };
        })];
        var table = new TableState(TableIndex.Empty, [], null);
        var merge = TableMerge.Of(table, source, leaking);
        var summary = new DatasetSummary(2000, 2000, 0, 2000, 0, 0, [], 0, []);
        var dataset = new NewDataset(
            source, merge.Latest, table, merge, merge.CompareWith(summary, 0), new TrainingOptions { MaxRows = maxRows });

        var doubt = DatasetDoubts.Of(dataset, new LoadedChampion(new AliasState(new Aliases(), null), null));

        Assert.Matches($"^{expected} ", doubt);
    }

    [Fact]
    public void Assign_KeepsTwinsInOneFold_AndWarningsTellOfThem()
    {
        var once = SyntheticRows.Draw(3, 300);
        var rows = TrainingRows.From([.. once, .. once.Select(row => row with { Id = $"again {row.Id}" })]);

        var folds = StratifiedFolds.Assign(rows, rows.AllRows, 5, seed: 1);

        Assert.Equal(300, rows.DuplicateFeatureRows);
        Assert.All(rows.AllRows, row => Assert.Equal(folds[rows.TwinOf[row]], folds[row]));
    }
}
