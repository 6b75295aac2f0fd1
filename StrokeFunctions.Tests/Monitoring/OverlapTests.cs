using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Monitoring;

public sealed class OverlapTests
{
    [Fact]
    public void Of_RecognisesTrainingRows_WhenTheyComeUnderOtherIds()
    {
        var rows = Monitored.Rows[..100].Select((row, i) => Window($"other-{i}", row));

        var (counts, added, unseen) = Overlap.Of([.. rows], Monitored.Fingerprints);

        Assert.Equal((100, 0, 100, 100), (counts.KnownPatients, counts.NewPatients, counts.TrainedRows, counts.RecognisedPatients));
        Assert.Empty(added);
        Assert.Empty(unseen);
    }

    [Fact]
    public void Of_TakesAFewLikePatientsForChance()
    {
        var rows = Monitored.NewPatients(2, 96).Concat(Monitored.Rows[..4].Select((row, i) => row with { Id = $"other-{i}" }));

        var (counts, _, unseen) = Overlap.Of([.. rows.Select(row => Window(row.Id, row))], Monitored.Fingerprints);

        Assert.Equal((0, 100, 0), (counts.KnownPatients, counts.NewPatients, counts.RecognisedPatients));
        Assert.Equal(100, unseen.Count);
    }

    [Fact]
    public void Fingerprints_OfAnEarlierProgram_AreReadWithoutTheValues()
    {
        var written = Monitored.Fingerprints.ToBytes().AsSpan(8);
        var earlier = new byte[Monitored.Rows.Length * 16];
        for (var i = 0; i < Monitored.Rows.Length; i++) written.Slice(i * 24, 16).CopyTo(earlier.AsSpan(i * 16));

        var fingerprints = PatientFingerprints.Parse(earlier);

        Assert.True(fingerprints.KnowsPatient(PatientFingerprints.OfPatient(Monitored.Rows[5].Id)));
        Assert.False(fingerprints.KnowsValues(PatientFingerprints.OfValues(Monitored.Rows[5].Patient)));
        Assert.Equal(earlier, fingerprints.ToBytes());
        Assert.True(Monitored.Fingerprints.KnowsValues(PatientFingerprints.OfValues(Monitored.Rows[5].Patient)));
    }

    private static WindowRow Window(string id, DatasetRow row) => new(id, row.Patient, true, double.NaN, row.Stroke);
}
