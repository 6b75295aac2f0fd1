using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Monitoring;

/// <summary>Strokes since the scoring are not what the model predicts.</summary>
public sealed class NewStrokesTests
{
    /// <summary>Of those who have ever had a stroke about one in six has one within the follow-up.</summary>
    private const int OneIn = 6;

    [Theory]
    [InlineData(300)]
    [InlineData(600)]
    [InlineData(3000)]
    public void Report_ComparesNothing_WhenOutcomesTellNewStrokesOnly(int patients)
    {
        var report = Monitored.ScoringReport(OnlyNew(Monitored.NewPatients(7, patients)));

        Assert.Equal(Verdict.Watch, report.Verdict.Level);
        Assert.Contains("look like strokes since the scoring", report.Verdict.Sentence, StringComparison.Ordinal);
        Assert.NotEqual(RetrainDecision.Adapt, report.Retrain.Decision);
        Assert.Null(report.Performance);
        Assert.Equal(patients, report.ClassBalance.Unknown);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(3000)]
    public void Report_Compares_WhenOutcomesTellTheState(int patients)
    {
        var report = Monitored.ScoringReport(Monitored.NewPatients(7, patients));

        Assert.Equal(patients, report.Performance?.Patients);
        Assert.Equal(Verdict.Fine, report.Verdict.Level);
    }

    [Fact]
    public void Report_StillTellsOfHalvedStrokes()
    {
        var strokes = 0;

        var report = Monitored.ScoringReport(Monitored.NewPatients(7, 3000).Select(row =>
            row with { Stroke = row.Stroke && strokes++ % 2 == 0 }));

        Assert.Equal(RetrainDecision.Adapt, report.Retrain.Decision);
        Assert.NotNull(report.Performance);
    }

    private static DatasetRow[] OnlyNew(DatasetRow[] rows)
    {
        var strokes = 0;
        return [.. rows.Select(row => row with { Stroke = row.Stroke && strokes++ % OneIn == 0 })];
    }
}
