using System.Globalization;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>Numbers as people read them, the same on every page.</summary>
internal static class Numbers
{
    /// <summary>"0.791".</summary>
    public static string Share(double value) => double.IsNaN(value) ? "none" : value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Keeps what belongs together on one line where a narrow screen breaks lines.</summary>
    private const char NoBreak = '\u00A0';

    /// <summary>"4.9 %".</summary>
    public static string Percent(double share) => double.IsNaN(share) ? "none" : (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + NoBreak + "%";

    /// <summary>"5,110".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"0.791 (0.738 to 0.841)".</summary>
    public static string WithInterval(Estimate? estimate) =>
        estimate is null ? "too few patients" : $"{Share(estimate.Value)} ({Share(estimate.Low)}{NoBreak}to{NoBreak}{Share(estimate.High)})";

    /// <summary>A p-value: "0.031", "&lt; 0.001".</summary>
    public static string PValue(double p) => p < 0.001 ? "< 0.001" : Share(p);

    /// <summary>"2026-11-22 06:00 UTC".</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
