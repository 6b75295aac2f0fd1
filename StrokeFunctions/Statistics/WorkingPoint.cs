namespace StrokeFunctions.Statistics;

/// <summary>What flagging at a threshold comes to, as calibrated probabilities of patients expect it.</summary>
/// <param name="Threshold">The probability at or above which a patient is flagged.</param>
/// <param name="FlaggedShare">Share of the patients who are flagged, 0 to 1.</param>
/// <param name="Precision">Expected share of strokes among the flagged.</param>
/// <param name="Recall">Expected share of the strokes that are flagged.</param>
internal sealed record WorkingPoint(double Threshold, double FlaggedShare, double Precision, double Recall)
{
    /// <summary>Measures a threshold.</summary>
    public static WorkingPoint At(double threshold, ReadOnlySpan<double> probabilities)
    {
        double all = 0, hits = 0;
        var flagged = 0;
        foreach (var p in probabilities)
        {
            all += p;
            if (p < threshold) continue;
            flagged++;
            hits += p;
        }

        return new WorkingPoint(
            threshold,
            (double)flagged / Math.Max(1, probabilities.Length),
            flagged == 0 ? 0 : hits / flagged,
            all <= 0 ? 0 : hits / all
        );
    }

    /// <summary>
    /// The lowest threshold whose flagged have a mean probability of at least a minimum precision, and are no more than a share of the
    /// patients; null where not even the likeliest patient reaches the precision. Taken from probabilities and not from outcomes, because a
    /// few dozen strokes choose badly: the precision reached later has a standard deviation of 0.05, against 0.14 (docs/updating.md).
    /// </summary>
    public static WorkingPoint? Lowest(ReadOnlySpan<double> probabilities, double minPrecision, double maxFlaggedShare)
    {
        var sorted = probabilities.ToArray();
        Array.Sort(sorted);
        Array.Reverse(sorted);
        double sum = 0;
        double? threshold = null;
        for (var i = 0; i < sorted.Length; i++)
        {
            sum += sorted[i];
            if (i + 1 < sorted.Length && sorted[i + 1] == sorted[i]) continue;
            if (sum / (i + 1) < minPrecision || (i + 1 > maxFlaggedShare * sorted.Length && threshold is not null)) break;
            threshold = sorted[i];
        }

        return threshold is { } lowest ? At(lowest, probabilities) : null;
    }

    /// <summary>The lowest threshold that flags no more than a share of the patients, or else only the likeliest.</summary>
    public static WorkingPoint Largest(ReadOnlySpan<double> probabilities, double maxFlaggedShare) =>
        Lowest(probabilities, 0, maxFlaggedShare) ?? At(1, probabilities);

    /// <summary>The threshold that flags a share of the patients, equal ones along: at least one.</summary>
    public static WorkingPoint OfShare(ReadOnlySpan<double> probabilities, double flaggedShare)
    {
        var sorted = probabilities.ToArray();
        Array.Sort(sorted);
        var flagged = Math.Clamp((int)Math.Round(flaggedShare * sorted.Length), 1, sorted.Length);
        return At(sorted[^flagged], probabilities);
    }
}
