using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>The drift test that Evidently chooses for a column by default, with its threshold and its verdict.</summary>
/// <param name="Name">Evidently's name of the test.</param>
/// <param name="Score">A distance or a p-value.</param>
/// <param name="Threshold">Its limit.</param>
/// <param name="Drifted">Whether it says drift.</param>
internal sealed record DefaultTest(string Name, double Score, double Threshold, bool Drifted)
{
    /// <summary>A number with at most this many distinct values is tested like a category.</summary>
    public const int FewValues = 5;

    /// <summary>Above this many reference values Evidently measures distances, up to it p-values.</summary>
    public const int MostRowsTested = 1000;

    private const double Distance = 0.1;
    private const double Significance = 0.05;

    /// <summary>Chooses and applies the test; both samples must hold a value.</summary>
    public static DefaultTest Of(DriftColumn column, Bins bins)
    {
        var (reference, current) = (column.Reference, column.Current);
        var distinct = Distribution.Merge(reference, current).Values.Length;
        var isNumber = column.IsNumeric && distinct > FewValues;
        if (reference.Count > MostRowsTested)
        {
            return isNumber
                ? AtLeast("Wasserstein distance (normed)", Wasserstein.Normed(reference, current))
                : AtLeast("Jensen-Shannon distance", JensenShannon.Distance(bins));
        }

        if (isNumber)
        {
            var p = KolmogorovSmirnov.Test(reference, current).PValue;
            return new DefaultTest("K-S p_value", p, Significance, p <= Significance);
        }

        return distinct > 2
            ? Below("chi-square p_value", ChiSquare.GoodnessOfFit(reference, current).PValue)
            : Below("Z-test p_value", ZTest.Test(reference, current).PValue);
    }

    private static DefaultTest AtLeast(string name, double distance) => new(name, distance, Distance, distance >= Distance);

    private static DefaultTest Below(string name, double p) => new(name, p, Significance, p < Significance);
}
