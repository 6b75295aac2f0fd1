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

/// <summary>How well probabilities and flags agree with what happened, each number with a 95 % interval.</summary>
/// <param name="Confusion">Counts by flag and outcome.</param>
/// <param name="Recall">Share of the strokes that were flagged, 0 to 1.</param>
/// <param name="Precision">Share of the flagged that had a stroke, 0 to 1.</param>
/// <param name="Specificity">Share of those without a stroke that were not flagged, 0 to 1.</param>
/// <param name="F1">Harmonic mean of precision and recall, 0 to 1.</param>
/// <param name="Accuracy">Share of right answers, 0 to 1.</param>
/// <param name="RocAuc">Chance that a stroke is ranked above a patient without one, 0 to 1; 0.5 is guessing.</param>
/// <param name="AveragePrecision">Precision averaged over the strokes in order of rank, 0 to 1; the stroke share is guessing.</param>
/// <param name="Brier">Mean squared error of the probabilities, 0 (best) to 1.</param>
/// <param name="LogLoss">Mean of -ln(probability given to what happened), in nats, 0 is best.</param>
/// <param name="CalibrationIntercept">Calibration in the large: a of logit(y) = a + logit(p), ideal 0.</param>
/// <param name="CalibrationSlope">b of logit(y) = a + b logit(p), ideal 1; under 1 the probabilities are too extreme.</param>
/// <param name="ObservedToExpected">Strokes divided by the sum of the probabilities, ideal 1.</param>
internal sealed record Performance(
    ConfusionMatrix Confusion,
    Estimate Recall,
    Estimate Precision,
    Estimate Specificity,
    Estimate F1,
    Estimate Accuracy,
    Estimate RocAuc,
    Estimate AveragePrecision,
    Estimate Brier,
    Estimate LogLoss,
    Estimate CalibrationIntercept,
    Estimate CalibrationSlope,
    Estimate ObservedToExpected)
{
    /// <summary>With fewer patients, or fewer of either outcome, nothing is measured: an interval would span almost everything.</summary>
    public const int MinPatients = 20;

    /// <inheritdoc cref="MinPatients"/>
    public const int MinOfEach = 5;

    /// <summary>
    /// Above this many patients the bootstrap runs on a part of this size, and its intervals are narrowed by sqrt(part / all):
    /// a thousand replicates of a million patients would take minutes, and the width of an interval needs no such precision.
    /// </summary>
    private const int MaxBootstrapped = 10_000;

    private const int Resampled = 6;

    /// <summary>Whether there are enough patients of both outcomes to measure and to publish.</summary>
    public static bool IsMeasurable(int patients, int strokes) =>
        patients >= MinPatients && strokes >= MinOfEach && patients - strokes >= MinOfEach;

    /// <summary>
    /// Measures. Shares have Wilson intervals, calibration Wald intervals, the rest percentile intervals of a patient bootstrap.
    /// </summary>
    /// <param name="probabilities">Of the outcome, by patient.</param>
    /// <param name="flagged">Who was flagged (each prediction by its own model's threshold).</param>
    /// <param name="outcomes">What happened; both outcomes must occur.</param>
    /// <param name="replicates">Drawings of the bootstrap.</param>
    /// <param name="seed">Of the bootstrap.</param>
    public static Performance Measure(double[] probabilities, bool[] flagged, bool[] outcomes, int replicates, int seed)
    {
        var n = outcomes.Length;
        var confusion = ConfusionMatrix.Of(flagged, outcomes);
        var values = Resamples(probabilities, flagged, outcomes, replicates, seed);
        return new Performance(
            confusion,
            Wilson.Share(confusion.TruePositives, confusion.Positives),
            Wilson.Share(confusion.TruePositives, confusion.Flagged),
            Wilson.Share(confusion.TrueNegatives, n - confusion.Positives),
            values[0],
            Wilson.Share(confusion.TruePositives + confusion.TrueNegatives, n),
            values[1],
            values[2],
            values[3],
            values[4],
            Calibration.Intercept(probabilities, outcomes),
            Calibration.Slope(probabilities, outcomes),
            values[5]);
    }

    /// <summary>The bootstrapped metrics of all patients, with intervals from all or from a part spread evenly over them.</summary>
    private static Estimate[] Resamples(double[] probabilities, bool[] flagged, bool[] outcomes, int replicates, int seed)
    {
        var n = outcomes.Length;
        var ranked = RankedOutcomes.Of(probabilities, outcomes);
        var values = new double[Resampled];
        Resample([], values);
        if (n > MaxBootstrapped)
        {
            int[] part = [.. Enumerable.Range(0, MaxBootstrapped).Select(i => (int)((long)i * n / MaxBootstrapped))];
            var estimates = Resamples(
                [.. part.Select(i => probabilities[i])],
                [.. part.Select(i => flagged[i])],
                [.. part.Select(i => outcomes[i])],
                replicates,
                seed
            );
            return [.. estimates.Select((estimate, metric) => Narrowed(values[metric], estimate, n))];
        }

        var drawn = Bootstrap.Replicates(n, Resampled, replicates, seed, Resample);
        return [.. drawn.Select((replicated, metric) => Bootstrap.Interval(values[metric], replicated, n))];

        void Resample(ReadOnlySpan<int> weights, Span<double> metrics)
        {
            metrics[0] = ConfusionMatrix.Of(flagged, outcomes, weights).F1;
            metrics[1] = ranked.RocAuc(weights);
            metrics[2] = ranked.AveragePrecision(weights);
            metrics[3] = ProbabilityScore.Brier(probabilities, outcomes, weights);
            metrics[4] = ProbabilityScore.LogLoss(probabilities, outcomes, weights);
            metrics[5] = Calibration.ObservedToExpected(probabilities, outcomes, weights);
        }
    }

    private static Estimate Narrowed(double value, Estimate part, int n)
    {
        var scale = Math.Sqrt((double)part.N / n);
        return new Estimate(value, value - ((part.Value - part.Low) * scale), value + ((part.High - part.Value) * scale), n);
    }
}
