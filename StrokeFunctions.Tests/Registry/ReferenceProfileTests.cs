using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Registry;

public class ReferenceProfileTests
{
    private static readonly DatasetRow[] Rows =
    [
        new(2, "a", Patient.From([0, 40, 0, 0, 1, 3, 1, 90, 25, 1]), false),
        new(3, "b", Patient.From([1, 80, 1, 0, 1, 4, 0, 200, double.NaN, 2]), true),
        new(4, "c", Patient.From([1, 50, 0, 0, 0, 3, 0, 100, 30, 2]), false),
    ];

    [Fact]
    public void Of_KeepsEachColumnTheOutcomeAndTheHeldOutProbabilities()
    {
        var profile = ReferenceProfile.Of(Rows, [0.01, 0.2, double.NaN], Monitored.Model);

        Assert.Equal(3, profile.Rows);
        Assert.Equal(Schema.Inputs.Select(c => c.Name), profile.Columns.Keys);
        Assert.Equal(1, profile.Columns["bmi"].Missing);
        Assert.Equal(2, profile.Columns["gender"].CountOf(1));
        Assert.Equal(
            Rows.Select(r => Math.Round(Monitored.Model.Probability(r.Patient), 6)).Order(),
            profile.Prediction().Values.ToArray()
        );
        Assert.Equal([0.01, 0.2], (profile with { Predicted = null }).Prediction().Values.ToArray());
        Assert.Equal([2, 1], profile.Outcome().Counts.ToArray());
        Assert.Equal([0.2], profile.HeldOutWithStroke.Values.ToArray());
    }

    [Fact]
    public void HeldOut_AreThoseForWhomTheModelIsCalibrated()
    {
        var measuredOnly = StrokeModel.Parse("v", (Models.Random(1) with { MeasuredBmiOnly = true }).ToJson());

        var profile = ReferenceProfile.Of([.. Rows, Rows[0] with { Stroke = true }], [0.01, 0.2, 0.03, 0.3], measuredOnly);

        Assert.Equal([0.2, 0.3], profile.HeldOutWithStroke.Values.ToArray());
        var (probabilities, outcomes) = profile.HeldOut();
        Assert.Equal([0.3, 0.01, 0.03], probabilities);
        Assert.Equal([true, false, false], outcomes);
        Assert.Equal((3, 1), (profile.CalibratedOn().Patients, profile.CalibratedOn().Strokes));
    }

    [Fact]
    public void Fingerprints_KnowTheirPatientsAndRows_AndNoOther()
    {
        var changed = Rows[1] with { Patient = Patient.From([1, 82, 1, 0, 1, 4, 0, 200, double.NaN, 2]) };
        var written = PatientFingerprints.Of(Rows).ToBytes();

        var fingerprints = PatientFingerprints.Parse(written);

        Assert.Equal(8 + (3 * 24), written.Length);
        Assert.Equal(written, PatientFingerprints.Of([.. Rows.Reverse()]).ToBytes());
        Assert.True(fingerprints.KnowsRow(PatientFingerprints.OfPatient("b"), PatientFingerprints.OfRow(Rows[1])));
        Assert.True(fingerprints.KnowsPatient(PatientFingerprints.OfPatient("b")));
        Assert.False(fingerprints.KnowsRow(PatientFingerprints.OfPatient("b"), PatientFingerprints.OfRow(changed)));
        Assert.False(fingerprints.KnowsPatient(PatientFingerprints.OfPatient("d")));
        Assert.Throws<InvalidDataException>(() => PatientFingerprints.Parse(written.AsSpan(1)));
    }
}
