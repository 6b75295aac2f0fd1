using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Whether outcomes of scored patients look as if they told of strokes since the scoring only. The model says whether a patient has ever
/// had one, so that such outcomes would make a good model look far too high.
/// </summary>
internal static class NewStrokes
{
    /// <summary>Of those who have ever had a stroke so few or fewer would be told: in a year about one in twenty has one (anew).</summary>
    private const double MaxRatio = 1 / 3.0;

    /// <summary>Why the outcomes are compared with nothing; null if they are as many as a state can be.</summary>
    public static string? Doubt(ExpectedOutcomes told)
    {
        var ratio = told.ObservedToExpected;
        return ratio.Value < MaxRatio && ratio.High < 1
            ? FormattableString.Invariant(
                $"Of {told.Patients:N0} scored patients with an outcome {told.Strokes:N0} have had a stroke, {told.Expected:0.0} are ")
                + "expected: so few look like strokes since the scoring, while the model says who has ever had one. Nothing was compared "
                + "with them; tell of each patient whether there ever was one, or nothing (docs/report.md, Outcomes)."
            : null;
    }
}
