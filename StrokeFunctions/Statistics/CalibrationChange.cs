using MathNet.Numerics;

namespace StrokeFunctions.Statistics;

/// <summary>
/// Whether strokes have become more or fewer than a model's probabilities expect, and since when: the one rule by which training and
/// reports decide. Two-sided, and over files, so that a change too small for one file is found in several.
/// </summary>
/// <remarks>
/// For the k newest files, k = 1 to <see cref="MaxFiles"/>: a = (O - E) / I is the score estimate of the calibration intercept, and
/// z2 = a^2 / (1/I + 1/I0) its test. I0 is the information of the reference on which the model itself was calibrated: its own error counts
/// too, and without it false alarms double. Windows with I under <see cref="MinInformation"/> are too small for a normal
/// distribution. The k of the largest z2 dates the change. The limit 8.5 of the largest of twelve overlapping z2 holds a chance of a false
/// alarm of 5 to 7 % over twelve files, measured (docs/updating.md); change points found by the largest of many scores are an old idea
/// (Page 1954).
/// </remarks>
/// <param name="Found">Whether strokes have changed against what is expected.</param>
/// <param name="Files">How many of the newest files the change has lasted; where none was found, how many were looked at.</param>
/// <param name="Intercept">a of that window: the shift of the log odds. Below 0 there are fewer strokes than expected.</param>
/// <param name="ZSquared">The largest z2; 0 where no window was large enough.</param>
/// <param name="Window">Observed and expected in that window.</param>
/// <param name="Power">The chance that a halving of everybody's odds over all files looked at would have been found, 0 to 1.</param>
/// <param name="MorePatients">
/// How many more patients it takes for a power of 0.8; 0 if it has it; -1 if no number does, because the reference is too small.
/// </param>
internal sealed record CalibrationChange(
    bool Found, int Files, double Intercept, double ZSquared, ExpectedOutcomes Window, double Power, int MorePatients)
{
    /// <summary>z2 from which on it is an alarm.</summary>
    public const double AlarmZSquared = 8.5;

    /// <summary>A smaller shift of the log odds matters to nobody, however certain it is.</summary>
    public const double MaterialIntercept = 0.2;

    /// <summary>Smaller windows are skipped.</summary>
    public const double MinInformation = 10;

    /// <summary>At most so many files are joined: a year of monthly ones.</summary>
    public const int MaxFiles = 12;

    /// <summary>Silence says something from this power on.</summary>
    public const double EnoughPower = 0.8;

    /// <summary>Looks for a change.</summary>
    /// <param name="files">Patients of each file whom the model has not seen, the newest file first.</param>
    /// <param name="reference">The patients on whom the model was calibrated, each predicted while held out.</param>
    public static CalibrationChange Of(IReadOnlyList<ExpectedOutcomes> files, ExpectedOutcomes reference)
    {
        var (best, bestFiles, bestScore, found) = (ExpectedOutcomes.None, 0, (A: 0.0, Z2: 0.0), false);
        var window = ExpectedOutcomes.None;
        for (var k = 1; k <= Math.Min(files.Count, MaxFiles); k++)
        {
            window += files[k - 1];
            if (window.Information < MinInformation) continue;
            var score = Score(window, reference);
            var alarm = score.Z2 >= AlarmZSquared && Math.Abs(score.A) >= MaterialIntercept;
            if ((alarm && !found) || (alarm == found && score.Z2 > bestScore.Z2))
                (best, bestFiles, bestScore, found) = (window, k, score, alarm);
        }

        if (!found)
        {
            var shift = bestFiles == 0 ? 0 : Score(window, reference).A;
            (best, bestFiles, bestScore) = (window, Math.Min(files.Count, MaxFiles), (shift, bestScore.Z2));
        }

        return new CalibrationChange(
            found, bestFiles, bestScore.A, bestScore.Z2, best, PowerOf(window, reference, 1), MoreFor(window, reference));
    }

    /// <summary>What was found, in a sentence or two, with what silence is worth.</summary>
    public string InWords()
    {
        var (observed, ratio) = (Window.Strokes, Window.ObservedToExpected);
        var files = Files == 1 ? "the newest file" : $"the {Files} newest files";
        var seen = $"In {files} {observed} strokes were observed where {Window.Expected:0.0} were expected (O/E {ratio.Value:0.00}, "
            + $"{ratio.Low:0.00} to {ratio.High:0.00}";
        if (Found)
        {
            var (flagged, others) = (Window.AmongFlagged, Window.AmongOthers);
            return $"{seen}; among the flagged {flagged.Value:0.00}, among the others {others.Value:0.00}): strokes have become "
                + $"{(Intercept < 0 ? "fewer" : "more")} than the model expects.";
        }

        if (Window.Patients == 0) return "No patient with a known outcome is new to the model.";
        return Power >= EnoughPower
            ? $"{seen}): no sign of a change; halved risks would have been found with a chance of {Power:0.00}."
            : $"{seen}): too few patients to tell; halved risks would have been found with a chance of only {Power:0.00}{More()}.";
    }

    private string More() => MorePatients >= 0
        ? $", and {MorePatients:N0} more patients with a known outcome would make it {EnoughPower:0.0}"
        : ", and no number of patients would do, because the model itself was calibrated on too few strokes";

    private static (double A, double Z2) Score(ExpectedOutcomes window, ExpectedOutcomes reference)
    {
        var a = (window.Strokes - window.Expected) / window.Information;
        return (a, a * a / Variance(window.Information, reference));
    }

    private static double Variance(double information, ExpectedOutcomes reference) =>
        (1 / information) + (1 / Math.Max(reference.Information, ProbabilityScore.Epsilon));

    /// <summary>The power against halved odds if the window were larger by a factor, from the normal distribution of a.</summary>
    private static double PowerOf(ExpectedOutcomes window, ExpectedOutcomes reference, double factor)
    {
        var information = factor * window.Information;
        if (information < MinInformation) return 0;
        var limit = Math.Max(MaterialIntercept, Math.Sqrt(AlarmZSquared * Variance(information, reference)));
        var shift = (window.ExpectedIfHalved - window.Expected) / window.Information;
        var own = window.InformationIfHalved / window.Information / information;
        var error = Math.Sqrt(own + (1 / Math.Max(reference.Information, ProbabilityScore.Epsilon)));
        return SpecialFunctions.Erfc((limit + shift) / error / Math.Sqrt(2)) / 2;
    }

    /// <summary>By doubling and halving of the factor. Where there is nobody yet, the reference's patients stand for those to
    /// come.</summary>
    private static int MoreFor(ExpectedOutcomes window, ExpectedOutcomes reference)
    {
        var known = window.Patients;
        if (window.Information <= 0) window = reference;
        if (window.Information <= 0) return -1;
        var (low, high) = ((double)known / window.Patients, 1.0);
        if (low >= 1 && PowerOf(window, reference, 1) >= EnoughPower) return 0;
        const double most = 1e6;
        while (high < most && PowerOf(window, reference, high) < EnoughPower) high *= 2;
        if (high >= most) return -1;
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            if (PowerOf(window, reference, middle) >= EnoughPower) high = middle;
            else low = middle;
        }

        return Math.Max(0, (int)Math.Ceiling(high * window.Patients) - known);
    }
}
