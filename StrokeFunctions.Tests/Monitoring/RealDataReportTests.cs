using StrokeFunctions.Monitoring;
using StrokeFunctions.Pages;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Monitoring;

public class RealDataReportTests
{
    [Fact]
    public async Task Build_SaysThatTheFollowUpFileIsKnownPatientsAndRepeats()
    {
        var (trained, _) = await ReadAsync("stroke.csv");
        var (rows, faults) = await ReadAsync("stroke-new.csv");
        DatasetRow[] reference = [.. trained.Select(r => new DatasetRow(0, r.Id!, r.Patient, r.Stroke == true))];
        double[] probabilities = [.. reference.Select(r => Monitored.Model.Probability(r.Patient))];

        var report = ReportBuilder.Build(new ReportBuilder.Input(new DateOnly(2026, 1, 5), Monitored.Model, true, null,
            ReferenceProfile.Of(reference, probabilities, Monitored.Model), null, PatientFingerprints.Of(reference),
            new Window(WindowKind.Dataset, "stroke-new.csv", null, DateTimeOffset.UnixEpoch, rows, faults),
            [], Monitored.CalibratedOn, []));

        Assert.Equal(
            (5110, 0, 336, 5110, 336),
            (
                report.Overlap.KnownPatients,
                report.Overlap.NewPatients,
                report.Overlap.RepeatRecords,
                report.Overlap.TrainedRows,
                report.Overlap.NewRows
            )
        );
        Assert.StartsWith(
            "Watch: the window has no new patient, only 336 repeat records of 5,110 known ones",
            report.Verdict.Sentence,
            StringComparison.Ordinal
        );
        Assert.Equal("smokes: 15.4 % → 100.0 %", report.Columns.Single(c => c.Name == "smoking_status").Effect);
        Assert.Null(report.Performance);
        Assert.InRange(DriftReport.Render(report).Length, 10_000, 500_000);
    }

    private static async Task<(IReadOnlyList<WindowRow> Rows, FaultCounts Faults)> ReadAsync(string file)
    {
        await using var stream = File.OpenRead(Repository.Shared("data", file));
        var (rows, _, faults) = await WindowReader.ReadAsync(stream, ScoringWindow.MaxRows, TestContext.Current.CancellationToken);
        return (rows, faults);
    }
}
