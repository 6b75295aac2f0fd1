using System.Globalization;

namespace StrokeFunctions.Monitoring;

/// <summary>Which report a caller asks for.</summary>
/// <param name="Kind">What to look at.</param>
/// <param name="From">The beginning of an interval.</param>
/// <param name="To">The end of an interval; null: now.</param>
/// <param name="Fault">Why the request can't be served; null if it can.</param>
internal sealed record ReportRequest(WindowKind Kind, DateTimeOffset? From, DateTimeOffset? To, string? Fault)
{
    /// <summary>Reads ?window= and ?from=&amp;to= as they stand in the query; absent ones are null or empty.</summary>
    public static ReportRequest Parse(string? window, string? from, string? to)
    {
        if (!string.IsNullOrEmpty(from) || !string.IsNullOrEmpty(to)) return Interval(from, to);
        return window switch
        {
            null or "" or "dataset" => new ReportRequest(WindowKind.Dataset, null, null, null),
            "scoring" => new ReportRequest(WindowKind.Scoring, null, null, null),
            _ => Faulty("'window' must be \"dataset\" or \"scoring\"."),
        };
    }

    private static ReportRequest Interval(string? from, string? to)
    {
        const string allowed = "'from' and 'to' must be times such as 2026-01-31 or 2026-01-31T06:00:00Z, and 'from' must lie before 'to'.";
        DateTimeOffset? end = null;
        if (!TryParse(from, out var begin)) return Faulty(allowed);
        if (!string.IsNullOrEmpty(to))
        {
            if (!TryParse(to, out var parsed) || parsed <= begin) return Faulty(allowed);
            end = parsed;
        }

        return new ReportRequest(WindowKind.Interval, begin, end, null);
    }

    private static bool TryParse(string? text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static ReportRequest Faulty(string fault) => new(WindowKind.Dataset, null, null, fault);
}
