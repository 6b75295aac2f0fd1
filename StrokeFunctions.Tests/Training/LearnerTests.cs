using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class LearnerTests
{
    public static TheoryData<string> Names { get; } = new(Learners().Select(learner => learner.Name));

    [Theory, MemberData(nameof(Names))]
    public void Fit_GivesAMemberThatRanksStrokesHigher(string name)
    {
        var rows = TrainingRows.From(SyntheticRows.Draw(1, 800));

        // Parity with ML.NET is checked on the way.
        var member = Learners().Single(learner => learner.Name == name).Fit(rows, rows.AllRows, seed: 1, verify: true);

        double Mean(bool stroke) =>
            rows.AllRows.Where(row => rows.Outcomes[row] == stroke).Average(row => member.Score(rows.Features[row]));
        Assert.True(Mean(true) > Mean(false));
    }

    /// <summary>As a forest that found no question to ask of so few patients.</summary>
    [Fact]
    public void Ensemble_GivesNoWeight_ToAScoreThatTellsNobodyApart()
    {
        double[] constant = [-3, -3, -3, -3, -3, -3], telling = [-4, -3, -3.5, -2, -1, -0.5];
        bool[] strokes = [false, false, true, false, true, true];

        var both = CalibratedEnsemble.Fit([constant, telling], strokes);
        var alone = CalibratedEnsemble.Fit([telling], strokes);
        var none = CalibratedEnsemble.Fit([constant], strokes);

        Assert.Equal([0, alone.Weights[0]], both.Weights);
        Assert.All(none.Probabilities([constant]), probability => Assert.Equal(0.5, probability, 1e-9));
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_Works_WhenAColumnNeverVaries(string name)
    {
        DatasetRow[] women = [.. SyntheticRows.Draw(2, 800).Select(row =>
        {
            var patient = row.Patient;
            patient[Schema.Gender.Index] = 1;
            return row with { Patient = patient };
        })];
        var rows = TrainingRows.From(women);

        var member = Learners().Single(learner => learner.Name == name).Fit(rows, rows.AllRows, seed: 1, verify: true);

        Assert.True(double.IsFinite(member.Score(rows.Features[0])));
    }

    private static IEnumerable<Learner> Learners() =>
        Candidate.Competing.SelectMany(candidate => candidate.Learners).Distinct();
}
