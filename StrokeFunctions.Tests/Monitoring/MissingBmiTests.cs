using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Monitoring;

/// <summary>A fifth of the synthetic patients have no bmi, and no other odds of stroke for it.</summary>
public sealed class MissingBmiTests
{
    [Fact]
    public void Report_IsFine_WhenBmiGoesMissingAsBefore()
    {
        var report = Monitored.Report(Monitored.NewPatients(11, 2000));

        Assert.Equal(Verdict.Fine, report.Verdict.Level);
        Assert.NotNull(report.MissingBmi);
        Assert.InRange(report.MissingBmi.Share, 0.17, 0.23);
        Assert.NotNull(report.MissingBmi.OddsRatio);
    }

    [Fact]
    public void Report_Watches_WhenFewerGoMissing()
    {
        var patients = Monitored.NewPatients(11, 2000).Where((row, i) => !IsMissing(row) || i % 4 > 0);

        var report = Monitored.Report([.. patients, .. Monitored.NewPatients(12, 300).Where(row => !IsMissing(row))]);

        Assert.Contains(report.Verdict.Reasons, reason => reason.StartsWith("bmi ", StringComparison.Ordinal));
    }

    [Fact]
    public void Changes_TellThatItGoesMissingForOtherReasons()
    {
        var report = Monitored.Report(Monitored.NewPatients(11, 500));
        var (five, one) = (new Estimate(5.5, 3.9, 7.8, 5110), new Estimate(1.1, 0.7, 1.7, 2000));

        var changed = new MissingBmi(0.04, 0.04, one, five).Changes(report.Columns);
        var same = new MissingBmi(0.04, 0.04, five with { N = 2000, Low = 3 }, five).Changes(report.Columns);

        Assert.Contains("it goes missing for other reasons", Assert.Single(changed), StringComparison.Ordinal);
        Assert.Empty(same);
    }

    private static bool IsMissing(DatasetRow row) => double.IsNaN(row.Patient[Schema.Bmi]);
}
