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

    private static DefaultTest Of(Distribution reference, Distribution current, bool isNumeric) => DefaultTest.Of(
        new DriftColumn("column", isNumeric, "", ["a", "b", "c"], reference, current), Bins.Of(reference, current, isNumeric));

    private static Distribution Values(int rows, int distinct) =>
        Distribution.Of([.. Enumerable.Range(0, rows).Select(i => (double)(i % distinct))]);
}
