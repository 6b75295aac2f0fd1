using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Whether what serves finds a file's outcomes believable. A file that isn't is set aside until a person confirms it: a training
/// table that took it in would teach every later model its mistake.
/// </summary>
internal static class FileScreening
{
    /// <summary>
    /// Strokes over expected strokes beyond this factor, in either direction, are hardly the same question asked of like patients.
    /// </summary>
    public const double MaxRatio = 3;

    /// <summary>
    /// The interval of the ratio must lie beyond this factor: fifty patients have two strokes or none by chance, and of halved strokes
    /// every sixth file of 500 shows less than a third.
    /// </summary>
    public const double ShownRatio = 2;

    /// <summary>Why the file is set aside; null if it is believable.</summary>
    /// <param name="probabilities">What serves says of the file's patients whom it was not trained on.</param>
    /// <param name="outcomes">What the file says of them.</param>
    public static string? Doubt(double[] probabilities, bool[] outcomes)
    {
        var seen = ExpectedOutcomes.Of(probabilities, outcomes, 1);
        if (seen.Information <= 0) return null;
        var ratio = seen.ObservedToExpected.Value;
        if (
            (ratio > MaxRatio && seen.ObservedToExpected.Low > ShownRatio)
            || (ratio < 1 / MaxRatio && seen.ObservedToExpected.High < 1 / ShownRatio)
        )
            return $"{seen.Strokes} of its {seen.Patients} new patients have had a stroke, where {seen.Expected:0.0} are expected of such "
                + $"patients ({ratio:0.00} times as many): are the outcomes of all patients in the file, and coded 0 and 1?";

        var coding = OutcomeMiscoding.Of(Array.ConvertAll(probabilities, ProbabilityScore.Logit), outcomes);
        return !coding.Found ? null
            : $"strokes are found where hardly any are expected: it looks as if about {coding.Share * 100:0.#} % of the patients "
                + $"without a stroke were coded with one (p {coding.PValue:0.0000}). More strokes alone would be among patients with a "
                + "high probability.";
    }
}
