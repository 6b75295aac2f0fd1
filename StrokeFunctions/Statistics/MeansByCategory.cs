using MathNet.Numerics.Distributions;

namespace StrokeFunctions.Statistics;

/// <summary>A number's moments among the rows of one category.</summary>
/// <param name="Count">How many rows.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Variance">Their variance, with divisor n.</param>
internal readonly record struct CategoryMoments(int Count, double Mean, double Variance)
{
    /// <summary>The moments in each category; rows without a category or a number are left out.</summary>
    /// <param name="categories">Each row's category, from 0.</param>
    /// <param name="values">Each row's number.</param>
    /// <param name="count">How many categories there are.</param>
    public static IReadOnlyList<CategoryMoments> Of(ReadOnlySpan<double> categories, ReadOnlySpan<double> values, int count)
    {
        var (rows, sums, squares) = (new int[count], new double[count], new double[count]);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(categories[i]) || double.IsNaN(values[i])) continue;
            var category = (int)categories[i];
            rows[category]++;
            sums[category] += values[i];
            squares[category] += values[i] * values[i];
        }

        return [.. rows.Select((n, i) => n == 0 ? default
            : new CategoryMoments(n, sums[i] / n, Math.Max(0, (squares[i] / n) - (sums[i] / n * (sums[i] / n)))))];
    }
}

/// <summary>
/// Whether the rows of a category are others than before though their share may be the same: codes that have changed their meaning.
/// </summary>
/// <remarks>
/// Where only the mix of a number has moved, weights exp(t x) on the rows describe it, and each category's mean moves by t times its
/// variance. So t_c = (change of the mean) / (variance before) is the same in all categories, which Cochran's Q (Biometrics 1954;10:101)
/// tests: the sum of (t_c - t)^2 / var(t_c), chi-square with one degree of freedom less than categories. Categories with fewer than
/// <see cref="MinRows"/> rows in a sample are left out.
/// </remarks>
/// <param name="PValue">Of the hypothesis that the categories are as before; 1 where fewer than two could be compared.</param>
/// <param name="Category">The category whose mean moved most against the others'; -1 where none could be compared.</param>
/// <param name="Change">By how much it moved beyond what the change of the mix explains, in the number's unit.</param>
internal readonly record struct MeansByCategory(double PValue, int Category, double Change)
{
    /// <summary>Fewer rows tell no mean.</summary>
    public const int MinRows = 20;

    /// <summary>Compares two samples.</summary>
    public static MeansByCategory Test(IReadOnlyList<CategoryMoments> reference, IReadOnlyList<CategoryMoments> current)
    {
        int[] compared = [.. Enumerable.Range(0, Math.Min(reference.Count, current.Count)).Where(c =>
            reference[c].Count >= MinRows && current[c].Count >= MinRows && reference[c].Variance > 0 && current[c].Variance > 0)];
        if (compared.Length < 2) return new MeansByCategory(1, -1, 0);
        double[] tilts = [.. compared.Select(c => (current[c].Mean - reference[c].Mean) / reference[c].Variance)];
        double[] weights = [.. compared.Select(c => reference[c].Variance * reference[c].Variance
            / ((reference[c].Variance / reference[c].Count) + (current[c].Variance / current[c].Count)))];
        var tilt = tilts.Zip(weights, (t, w) => t * w).Sum() / weights.Sum();
        var q = tilts.Zip(weights, (t, w) => w * (t - tilt) * (t - tilt)).Sum();
        double[] changes = [.. tilts.Zip(compared, (t, c) => (t - tilt) * reference[c].Variance)];
        var most = Enumerable.Range(0, changes.Length).MaxBy(i => Math.Abs(changes[i]));
        return new MeansByCategory(1 - ChiSquared.CDF(compared.Length - 1, q), compared[most], changes[most]);
    }
}
