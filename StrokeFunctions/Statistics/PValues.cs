namespace StrokeFunctions.Statistics;

/// <summary>
/// P-values corrected for how many tests were made at once. Reports use Holm's: at 0.05, the chance of even one false alarm
/// among all columns is at most 5 %, however the columns depend on each other.
/// </summary>
internal static class PValues
{
    /// <summary>Holm's step-down correction (1979): controls the chance of any false alarm. In the order given.</summary>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = new double[pValues.Length];
        var largest = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - i) * pValues[order[i]]));
            adjusted[order[i]] = largest;
        }

        return adjusted;
    }

    private static int[] Ascending(ReadOnlySpan<double> pValues)
    {
        var keys = pValues.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        return order;
    }
}
