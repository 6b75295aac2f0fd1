using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Patients without a bmi: how many, and how much likelier they are to have had a stroke. In the public data both are an artefact of how
/// patients were collected, and a missing value serves prediction only while it goes missing for the same reasons (Sperrin et al. 2020).
/// </summary>
/// <param name="Share">Of the window's new rows, 0 to 1.</param>
/// <param name="ShareReference">Of the training rows.</param>
/// <param name="OddsRatio">Odds of stroke without a bmi over those with one, with Woolf's interval; null where a group is withheld.</param>
/// <param name="OddsRatioReference">The same of the training rows.</param>
internal sealed record MissingBmi(double Share, double ShareReference, Estimate? OddsRatio, Estimate? OddsRatioReference)
{
    /// <summary>The share matters when its odds have changed by a factor of 1.5, and not by chance.</summary>
    private const double MaterialLogOdds = 0.405;

    /// <summary>The odds ratio has changed when chance shows as much in one window of a thousand: it is looked at each time.</summary>
    private const double ZOfChange = 3.29;

    /// <summary>Compares a window with the training rows.</summary>
    public static MissingBmi Of(IReadOnlyList<ColumnDrift> columns, IReadOnlyList<Subgroup> groups, Evaluation? evaluation)
    {
        var bmi = columns.Single(column => column.Name == Patients.Schema.Bmi.Name);
        return new MissingBmi(
            bmi.MissingCurrent,
            bmi.MissingReference,
            Ratio(groups.Where(group => group.Column == bmi.Name).ToDictionary(g => g.Value, g => (g.Patients, g.Strokes))),
            Ratio(evaluation?.Subgroups.Where(group => group.Name == bmi.Name && group.Performance is not null)
                .ToDictionary(g => g.Value, g => (g.Patients, g.Strokes)) ?? []));
    }

    /// <summary>What has changed, in sentences; nothing if nothing has.</summary>
    public IEnumerable<string> Changes(IReadOnlyList<ColumnDrift> columns)
    {
        var bmi = columns.Single(column => column.Name == Patients.Schema.Bmi.Name);
        if (bmi.MissingAdjustedPValue < ColumnDrift.Level && Share is > 0 and < 1 && ShareReference is > 0 and < 1
            && Math.Abs(ProbabilityScore.Logit(Share) - ProbabilityScore.Logit(ShareReference)) >= MaterialLogOdds
            && Math.Abs(Share - ShareReference) < Verdict.MaterialMissing)
        {
            yield return $"bmi is missing in {Share * 100:0.0} % of the rows, among the training rows in {ShareReference * 100:0.0} %.";
        }

        if (OddsRatio is { } now && OddsRatioReference is { } before && Math.Abs(Z(now, before)) >= ZOfChange)
        {
            yield return FormattableString.Invariant($"Without a bmi the odds of stroke are {now.Value:0.0} times those with one, ")
                + FormattableString.Invariant($"among the training rows {before.Value:0.0} times: it goes missing for other reasons.");
        }
    }

    private static double Z(Estimate a, Estimate b) =>
        (Math.Log(a.Value) - Math.Log(b.Value)) / Math.Sqrt(Variance(a) + Variance(b));

    private static double Variance(Estimate ratio)
    {
        var error = Math.Log(ratio.High / ratio.Low) / (2 * Wilson.Z95);
        return error * error;
    }

    /// <summary>Woolf (1955); every count is at least 5 where a group may be told.</summary>
    private static Estimate? Ratio(Dictionary<string, (int Patients, int? Strokes)> groups)
    {
        if (!groups.TryGetValue("missing", out var missing) || !groups.TryGetValue("measured", out var measured)) return null;
        if (missing.Strokes is not (> 0 and var a) || measured.Strokes is not (> 0 and var c)) return null;
        var (b, d) = (missing.Patients - a, measured.Patients - c);
        if (b <= 0 || d <= 0) return null;
        var (log, error) = (Math.Log((double)a / b * d / c), Math.Sqrt((1.0 / a) + (1.0 / b) + (1.0 / c) + (1.0 / d)));
        return new Estimate(
            Math.Exp(log),
            Math.Exp(log - (Wilson.Z95 * error)),
            Math.Exp(log + (Wilson.Z95 * error)),
            missing.Patients + measured.Patients);
    }
}
