namespace StrokeFunctions.Statistics;

/// <summary>Patients by what was said of them and what happened. A share whose denominator is 0 is 0, as in scikit-learn.</summary>
/// <param name="TruePositives">Flagged, and had a stroke.</param>
/// <param name="FalsePositives">Flagged, and had none.</param>
/// <param name="FalseNegatives">Not flagged, and had a stroke.</param>
/// <param name="TrueNegatives">Not flagged, and had none.</param>
internal sealed record ConfusionMatrix(int TruePositives, int FalsePositives, int FalseNegatives, int TrueNegatives)
{
    public int Total => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    public int Positives => TruePositives + FalseNegatives;

    public int Flagged => TruePositives + FalsePositives;

    /// <summary>Share of the strokes that were flagged: TP / (TP + FN), 0 to 1.</summary>
    public double Recall => Share(TruePositives, Positives);

    /// <summary>Share of the flagged that had a stroke: TP / (TP + FP), 0 to 1.</summary>
    public double Precision => Share(TruePositives, Flagged);

    /// <summary>Share of those without a stroke that were not flagged: TN / (TN + FP), 0 to 1.</summary>
    public double Specificity => Share(TrueNegatives, TrueNegatives + FalsePositives);

    /// <summary>Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), 0 to 1.</summary>
    public double F1 => Share(2L * TruePositives, (2L * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Share of all patients of whom the right thing was said: (TP + TN) / n, 0 to 1.</summary>
    public double Accuracy => Share((long)TruePositives + TrueNegatives, Total);

    /// <summary>Counts. Weights say how often each patient counts (empty: once), as in a bootstrap replicate.</summary>
    public static ConfusionMatrix Of(ReadOnlySpan<bool> flagged, ReadOnlySpan<bool> outcomes, ReadOnlySpan<int> weights = default)
    {
        int tp = 0, fp = 0, fn = 0, tn = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (flagged[i])
            {
                if (outcomes[i]) tp += weight;
                else fp += weight;
            }
            else if (outcomes[i]) fn += weight;
            else tn += weight;
        }

        return new ConfusionMatrix(tp, fp, fn, tn);
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
