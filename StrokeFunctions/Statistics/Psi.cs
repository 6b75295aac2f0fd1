namespace StrokeFunctions.Statistics;

/// <summary>
/// The population stability index of two binned samples: sum of (p - q) ln(p / q) over zero-filled bins. 0 (equal) or more;
/// credit scoring reads under 0.1 as stable and over 0.25 as shifted (Siddiqi, 2006).
/// </summary>
internal static class Psi
{
    /// <summary>The index; empty bins are filled first.</summary>
    public static double Index(Bins bins)
    {
        var filled = bins.ZeroFilled();
        var sum = 0.0;
        for (var i = 0; i < filled.Reference.Length; i++)
        {
            sum += (filled.Reference[i] - filled.Current[i]) * Math.Log(filled.Reference[i] / filled.Current[i]);
        }

        return sum;
    }
}
