using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public class ClassificationTests
{
    private const double Exact = 1e-9;

    public static TheoryData<string> Names => ClassificationCase.Names;

    [Theory, MemberData(nameof(Names))]
    public void ConfusionMatrix_AgreesWithScikitLearn(string name)
    {
        var expected = ClassificationCase.Named(name);

        var confusion = ConfusionMatrix.Of(expected.Flagged, expected.Strokes);

        int[] counts = [confusion.TruePositives, confusion.FalsePositives, confusion.FalseNegatives, confusion.TrueNegatives];
        Assert.Equal(expected.Confusion, counts);
        Assert.Equal(expected.Recall, confusion.Recall, Exact);
        Assert.Equal(expected.Precision, confusion.Precision, Exact);
        Assert.Equal(expected.F1, confusion.F1, Exact);
        Assert.Equal(expected.Accuracy, confusion.Accuracy, Exact);
    }

    [Fact]
    public void ConfusionMatrix_SaysZero_WhereADenominatorIsZero()
    {
        var empty = ConfusionMatrix.Of([], []);

        Assert.All([empty.Recall, empty.Precision, empty.Specificity, empty.F1, empty.Accuracy], share => Assert.Equal(0, share));
    }

    [Theory, MemberData(nameof(Names))]
    public void RankingMetrics_AgreeWithScikitLearn(string name)
    {
        var expected = ClassificationCase.Named(name);

        var ranked = RankedOutcomes.Of(expected.Probabilities, expected.Strokes);

        Assert.Equal(expected.Auc, ranked.RocAuc(), Exact);
        Assert.Equal(expected.AveragePrecision, ranked.AveragePrecision(), Exact);
    }

    [Theory, MemberData(nameof(Names))]
    public void RankingMetrics_WithWeights_EqualThoseOfRepeatedPatients(string name)
    {
        var expected = ClassificationCase.Named(name);
        var random = new Random(3);
        int[] weights = [.. expected.Outcomes.Select(_ => random.Next(4))];
        double[] repeated = [.. expected.Probabilities.Zip(weights).SelectMany(pair => Enumerable.Repeat(pair.First, pair.Second))];
        bool[] strokes = [.. expected.Strokes.Zip(weights).SelectMany(pair => Enumerable.Repeat(pair.First, pair.Second))];

        var weighted = RankedOutcomes.Of(expected.Probabilities, expected.Strokes);
        var copied = RankedOutcomes.Of(repeated, strokes);

        Assert.Equal(copied.RocAuc(), weighted.RocAuc(weights), Exact);
        Assert.Equal(copied.AveragePrecision(), weighted.AveragePrecision(weights), Exact);
        Assert.Equal(
            ProbabilityScore.Brier(repeated, strokes), ProbabilityScore.Brier(expected.Probabilities, expected.Strokes, weights), Exact);
        Assert.Equal(
            ProbabilityScore.LogLoss(repeated, strokes),
            ProbabilityScore.LogLoss(expected.Probabilities, expected.Strokes, weights),
            Exact
        );
        Assert.Equal(
            Calibration.ObservedToExpected(repeated, strokes),
            Calibration.ObservedToExpected(expected.Probabilities, expected.Strokes, weights), Exact);
    }

    [Theory, MemberData(nameof(Names))]
    public void RocAuc_OfReversedScores_IsTheRest(string name)
    {
        var expected = ClassificationCase.Named(name);

        var reversed = RankedOutcomes.Of([.. expected.Probabilities.Select(p => -p)], expected.Strokes);

        Assert.Equal(1 - expected.Auc, reversed.RocAuc(), Exact);
    }

    [Fact]
    public void RocAuc_IsHalf_WhereAllScoresAreAlike() =>
        Assert.Equal(0.5, RankedOutcomes.Of([1, 1, 1], [true, false, true]).RocAuc());

    [Fact]
    public void RankedOutcomes_RefusesAScoreThatIsNoNumber() =>
        Assert.Throws<ArgumentException>(() => RankedOutcomes.Of([double.NaN], [true]));

    [Theory, MemberData(nameof(Names))]
    public void Curves_AgreeWithScikitLearn(string name)
    {
        var expected = ClassificationCase.Named(name);
        var ranked = RankedOutcomes.Of(expected.Probabilities, expected.Strokes);

        AssertClose(expected.Roc[0], Curves.Roc(ranked).Skip(1).Select(point => point.FalsePositiveRate));
        AssertClose(expected.Roc[1], Curves.Roc(ranked).Skip(1).Select(point => point.Recall));
        AssertClose(expected.PrecisionRecall[0], Curves.PrecisionRecall(ranked).Skip(1).Select(point => point.Precision));
        AssertClose(expected.PrecisionRecall[1], Curves.PrecisionRecall(ranked).Skip(1).Select(point => point.Recall));
        // scikit-learn's own first point has no threshold, and none is in the fixture.
        Assert.Equal(new PrecisionRecallPoint(0, 1, double.PositiveInfinity), Curves.PrecisionRecall(ranked)[0]);
    }

    [Theory, MemberData(nameof(Names))]
    public void MaxRecall_IsThePointOfTheWholeCurve(string name)
    {
        var expected = ClassificationCase.Named(name);

        var point = Curves.MaxRecall(RankedOutcomes.Of(expected.Probabilities, expected.Strokes), expected.Floor);

        Assert.NotNull(point);
        Assert.Equal(expected.MaxRecall[0], point.Recall, Exact);
        Assert.Equal(expected.MaxRecall[1], point.Threshold, Exact);
    }

    [Fact]
    public void MaxRecall_FlagsNoMoreThanItMay()
    {
        var ranked = RankedOutcomes.Of([0.9, 0.8, 0.7, 0.6, 0.5], [true, false, true, false, true]);

        Assert.Equal(0.7, Curves.MaxRecall(ranked, 0.5, maxFlaggedShare: 0.6)!.Threshold);
        Assert.Equal(0.5, Curves.MaxRecall(ranked, 0.5)!.Threshold);
        Assert.Null(Curves.MaxRecall(ranked, 0.5, maxFlaggedShare: 0.1));
    }

    [Fact]
    public void MaxRecall_IsNone_WhereTheFloorIsNeverReached() =>
        Assert.Null(Curves.MaxRecall(RankedOutcomes.Of([0.9, 0.1], [false, true]), 0.6));

    [Theory, MemberData(nameof(Names))]
    public void NetBenefit_IsItsFormula(string name)
    {
        var expected = ClassificationCase.Named(name);
        var n = (double)expected.Outcomes.Length;
        var odds = expected.Threshold / (1 - expected.Threshold);

        var point = Curves.NetBenefit(RankedOutcomes.Of(expected.Probabilities, expected.Strokes), [expected.Threshold]).Single();

        Assert.Equal((expected.Confusion[0] / n) - (expected.Confusion[1] / n * odds), point.Model, Exact);
        Assert.Equal((expected.Outcomes.Sum() / n) - ((n - expected.Outcomes.Sum()) / n * odds), point.TreatAll, Exact);
    }

    [Fact]
    public void Evenly_KeepsTheEnds() => Assert.Equal([0, 3, 6, 9], Curves.Evenly([.. Enumerable.Range(0, 10)], 4, value => value));

    [Fact]
    public void Evenly_KeepsThePointsWhereTheCurveMoves() =>
        Assert.Equal([0, 0.25, 0.5, 1, 1], Curves.Evenly([0, 0.25, 0.3, 0.5, 1, 1, 1, 1, 1, 1, 1], 5, value => value));

    [Theory, MemberData(nameof(Names))]
    public void ProbabilityScores_AgreeWithScikitLearn(string name)
    {
        var expected = ClassificationCase.Named(name);

        Assert.Equal(expected.Brier, ProbabilityScore.Brier(expected.Probabilities, expected.Strokes), Exact);
        Assert.Equal(expected.LogLoss, ProbabilityScore.LogLoss(expected.Probabilities, expected.Strokes), Exact);
    }

    [Theory, MemberData(nameof(Names))]
    public void Calibration_AgreesWithStatsmodels(string name)
    {
        var expected = ClassificationCase.Named(name);

        var intercept = Calibration.Intercept(expected.Probabilities, expected.Strokes);
        var slope = Calibration.Slope(expected.Probabilities, expected.Strokes);

        AssertClose(expected.Intercept, [intercept.Value, intercept.Low, intercept.High]);
        AssertClose(expected.Slope, [slope.Value, slope.Low, slope.High]);
        Assert.Equal(expected.ObservedToExpected, Calibration.ObservedToExpected(expected.Probabilities, expected.Strokes), Exact);
    }

    [Fact]
    public void CalibrationSlope_SaysThatNothingIsKnown_WhereAllProbabilitiesAreTheSame()
    {
        var slope = Calibration.Slope([0.1, 0.1, 0.1, 0.1], [true, false, false, false]);

        Assert.Equal(0, slope.Value, Exact);
        Assert.True(slope is { Low: < -100, High: > 100 });
    }

    [Theory, MemberData(nameof(Names))]
    public void Wilson_AgreesWithStatsmodels(string name)
    {
        var expected = ClassificationCase.Named(name);

        var share = Wilson.Share(expected.Confusion[0], expected.Confusion[0] + expected.Confusion[2]);

        AssertClose(expected.RecallWilson, [share.Low, share.High]);
    }

    [Fact]
    public void LogisticFit_AgreesWithStatsmodels()
    {
        var fixture = ClassificationCase.Fixture.GetProperty("logistic");
        double[] Read(string name) => [.. fixture.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

        var fit = LogisticFit.Fit([Read("x1"), Read("x2")], [.. Read("y").Select(y => y == 1)]);

        AssertClose(Read("params"), [fit.Intercept, .. fit.Slopes]);
        AssertClose(Read("errors"), [fit.InterceptError, .. fit.SlopeErrors]);
    }

    [Fact]
    public void LogisticFit_StaysFinite_WhenTheClassesAreSeparable_AndThereIsAPenalty()
    {
        var fit = LogisticFit.Fit([[-2, -1, 1, 2]], [false, false, true, true], penalty: 1);

        Assert.InRange(fit.Slopes[0], 0.1, 10);
    }

    [Fact]
    public void Reliability_HoldsEveryPatientOnce()
    {
        var expected = ClassificationCase.Named("many ties");

        var bins = Calibration.Reliability(expected.Probabilities, expected.Strokes, 10);

        Assert.Equal(expected.Outcomes.Length, bins.Sum(bin => bin.Observed.N));
        Assert.Equal(expected.Outcomes.Sum(), bins.Sum(bin => bin.Observed.Value * bin.Observed.N), Exact);
        Assert.Equal(bins.OrderBy(bin => bin.MeanProbability), bins);
    }

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.All(expected.Zip(actual, (e, a) => (e, a)), pair => Assert.Equal(pair.e, pair.a, Exact));
}
