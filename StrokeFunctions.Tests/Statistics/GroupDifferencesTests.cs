using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

public sealed class GroupDifferencesTests
{
    /// <summary>The published model on the public data: women of 50 to 64 stood in no sentence of its card.</summary>
    [Fact]
    public void Of_NamesEveryGroupWhoseIntervalLiesApart()
    {
        var sentences = GroupDifferences.Of(
        [
            new GroupedMeasure("Recall", new Estimate(0.79, 0.73, 0.83, 249),
            [
                ("women", new Estimate(0.38, 0.24, 0.55, 34)), ("men", new Estimate(0.69, 0.53, 0.82, 36)), ("withheld", null),
                ("80 and over", new Estimate(0.98, 0.87, 1, 40)),
            ]),
            new GroupedMeasure("Precision", new Estimate(0.15, 0.13, 0.17, 1200), [("women", new Estimate(0.14, 0.10, 0.20, 90))]),
        ]);

        Assert.Equal(
            ["Recall differs from that of all patients, 0.79 [0.73 to 0.83], for women (0.38 [0.24 to 0.55]); 80 and over "
                + "(0.98 [0.87 to 1.00])."],
            sentences);
    }
}
