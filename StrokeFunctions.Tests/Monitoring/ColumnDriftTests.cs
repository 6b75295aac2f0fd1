using StrokeFunctions.Monitoring;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Monitoring;

/// <summary>Which test Evidently chooses, by rows of the reference, kind and distinct values; and when it says drift.</summary>
public class ColumnDriftTests
{
    [Theory]
    [InlineData(1000, true, 6, "K-S p_value", 0.05)]
    [InlineData(1000, true, 5, "chi-square p_value", 0.05)]
    [InlineData(1000, true, 2, "Z-test p_value", 0.05)]
    [InlineData(1000, false, 3, "chi-square p_value", 0.05)]
    [InlineData(1000, false, 2, "Z-test p_value", 0.05)]
    [InlineData(1001, true, 6, "Wasserstein distance (normed)", 0.1)]
    [InlineData(1001, true, 5, "Jensen-Shannon distance", 0.1)]
    [InlineData(1001, false, 3, "Jensen-Shannon distance", 0.1)]
    [InlineData(1001, false, 2, "Jensen-Shannon distance", 0.1)]
    public void Of_ChoosesAsEvidently(int rows, bool isNumeric, int distinct, string name, double threshold)
    {
        var test = Of(Values(rows, distinct), Values(300, distinct), isNumeric);

        Assert.Equal((name, threshold, false), (test.Name, test.Threshold, test.Drifted));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2000)]
    public void Of_SaysDrift_WhenEverythingHasMoved(int rows)
    {
        Assert.True(Of(Values(rows, 10), Distribution.Of([.. Enumerable.Repeat(9.0, 200)]), true).Drifted);
        Assert.True(Of(Values(rows, 3), Distribution.Of([.. Enumerable.Repeat(2.0, 200)]), false).Drifted);
        Assert.True(Of(Values(rows, 2), Distribution.Of([.. Enumerable.Repeat(1.0, 200)]), false).Drifted);
    }

    /// <summary>As many patients have each smoking status as before, but of a fifth the code is another one's.</summary>
    [Fact]
    public void Of_SaysDrift_WhenCodesHaveChangedTheirMeaning_AndTheirSharesHaveNot()
    {
        var (before, same, permuted) = (Coded(1, 4000), Coded(2, 1250), Coded(3, 1250, permuted: 0.2));

        Assert.False(Smoking(before, same).Significant);
        var drift = Smoking(before, permuted);

        Assert.True(drift.Significant);
        Assert.True(drift.JensenShannon < ColumnDrift.MaterialDistance);
        Assert.Contains("younger than before", drift.Effect, StringComparison.Ordinal);
    }

    /// <summary>Whoever is older comes more often, whatever code they have: their codes have not changed.</summary>
    [Fact]
    public void Of_SaysNothingOfCodes_WhenEverybodyIsOlder()
    {
        var random = new Random(4);
        var older = Coded(5, 9000).Where(one => random.NextDouble() < Math.Exp((one.Age - 100) / 50)).ToArray();

        Assert.True(Smoking(Coded(1, 4000), older).AgesAdjustedPValue > ColumnDrift.Level);
    }

    private static ColumnDrift Smoking((double Code, double Age)[] before, (double Code, double Age)[] now) =>
        ColumnDrift.Of([new DriftColumn("smoking_status", false, "", ["formerly", "never", "smokes", "unknown"], Codes(before), Codes(now))
        {
            Ages = AgesByCategory.Of(Moments(before), Moments(now), Distribution.Of([.. before.Select(one => one.Age)])),
        }])[0];

    private static Distribution Codes((double Code, double Age)[] rows) => Distribution.Of([.. rows.Select(one => one.Code)]);

    private static IReadOnlyList<CategoryMoments> Moments((double Code, double Age)[] rows) =>
        CategoryMoments.Of([.. rows.Select(one => one.Code)], [.. rows.Select(one => one.Age)], 4);

    /// <summary>Four codes of like shares, whose patients are of different ages.</summary>
    private static (double Code, double Age)[] Coded(int seed, int count, double permuted = 0)
    {
        var random = new Random(seed);
        var rows = new (double Code, double Age)[count];
        for (var i = 0; i < count; i++)
        {
            var code = random.Next(4);
            var age = (code == 3 ? 30 : 50) + (random.NextDouble() * 30);
            rows[i] = (random.NextDouble() < permuted ? (code + 1) % 4 : code, age);
        }

        return rows;
    }

    private static DefaultTest Of(Distribution reference, Distribution current, bool isNumeric) => DefaultTest.Of(
        new DriftColumn("column", isNumeric, "", ["a", "b", "c"], reference, current), Bins.Of(reference, current, isNumeric));

    private static Distribution Values(int rows, int distinct) =>
        Distribution.Of([.. Enumerable.Range(0, rows).Select(i => (double)(i % distinct))]);
}
