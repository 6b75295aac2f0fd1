using StrokeFunctions.Registry;

namespace StrokeFunctions.Monitoring;

/// <summary>What a report comes down to.</summary>
/// <param name="Level">"act", "watch" or "fine".</param>
/// <param name="Sentence">The verdict in one sentence.</param>
/// <param name="Reasons">What led to it, the gravest first; empty only if all is fine.</param>
/// <param name="Notes">What a reader must know to judge the verdict, but which is no alarm.</param>
internal sealed record Verdict(string Level, string Sentence, IReadOnlyList<string> Reasons, IReadOnlyList<string> Notes)
{
    public const string Act = "act";
    public const string Watch = "watch";
    public const string Fine = "fine";

    /// <summary>More faulty rows refuse a dataset (up to 5 % are set aside).</summary>
    private const double MaxFaulty = 0.05;

    /// <summary>Missing values matter from this change of their share on.</summary>
    public const double MaterialMissing = 0.05;

    /// <summary>Among fewer new rows a shift of half a standard deviation can hide, so that silence says nothing.</summary>
    public const int MinRowsForDrift = 50;

    /// <summary>With this share of materially changed columns it is another population.</summary>
    private const double ActOnDriftedShare = 0.5;

    /// <summary>Judges a report's sections.</summary>
    /// <param name="quality">Of the window's data.</param>
    /// <param name="overlap">Its patients and the known ones.</param>
    /// <param name="columns">How far each has moved.</param>
    /// <param name="retrain">Whether strokes have changed.</param>
    /// <param name="performance">The model on new patients; null if it was not measured.</param>
    /// <param name="reference">The model on hold-out ones.</param>
    /// <param name="bmi">How often the bmi is missing, and what goes with it.</param>
    /// <param name="outcomeDoubt">Why the window's outcomes were left out; null if they were not.</param>
    /// <param name="suspectedLeak">The newest challenger, if it looks like a leak and waits for a person.</param>
    /// <param name="isChampion">Whether the measured model serves; if not, what serves by now was made of the window's patients.</param>
    public static Verdict Of(
        DataQuality quality, Overlap overlap, IReadOnlyList<ColumnDrift> columns, RetrainDecision retrain,
        QualityMeasures? performance, QualityMeasures? reference, MissingBmi bmi, string? outcomeDoubt, string? suspectedLeak = null,
        bool isChampion = true)
    {
        var act = new List<string>();
        var watch = new List<string>();
        var someFaulty = new List<string>();
        JudgeData(quality, act, someFaulty);
        if (BringsNoNewPatient(overlap))
        {
            watch.Add(
                $"The window has no new patient, only {overlap.RepeatRecords:N0} repeat records of "
                    + $"{overlap.KnownPatients:N0} known ones: performance can't be measured on it."
            );
        }

        if (outcomeDoubt is not null) watch.Add(outcomeDoubt);
        JudgeDrift(columns, BringsNoNewPatient(overlap) ? watch : act, watch);
        JudgeMissing(columns.Where(c => !quality.ConstantColumns.Contains(c.Name)), watch);
        watch.AddRange(bmi.Changes(columns));
        watch.AddRange(someFaulty);
        // What the app has answered by itself asks nobody to act.
        if (retrain.Decision == RetrainDecision.Adapt)
            (isChampion ? act : watch).Add(isChampion ? retrain.Reason : $"{retrain.Reason} The champion follows these patients by now.");
        if (suspectedLeak is not null)
        {
            watch.Add(
                $"The newest trained model, {suspectedLeak}, looks like a leak: it ranks better than these columns allow, and was not "
                    + "promoted. Look at what the newest datasets' columns hold, then withdraw the dataset, or promote the model.");
        }

        var notes = NotesOf(overlap, retrain, performance);
        return (act, watch) switch
        {
            ([_, ..], _) => new Verdict(Act, $"Act: {Lower(act[0])}", [.. act, .. watch], notes),
            (_, [_, ..]) => new Verdict(Watch, $"Watch: {Lower(watch[0])}", watch, notes),
            _ => new Verdict(Fine, FineSentence(overlap, performance, reference, retrain), [], notes),
        };
    }

    private const string TrainedOnTheseRows =
        "Fine: no faulty data. The model was trained on these very rows, so they show neither drift nor performance";

    /// <summary>Never claims what was not measured.</summary>
    private static string FineSentence(
        Overlap overlap, QualityMeasures? performance, QualityMeasures? reference, RetrainDecision retrain) =>
        (overlap.NewRows, performance) switch
        {
            (0, _) when reference is not null => TrainedOnTheseRows
                + $"; on hold-out patients its recall was {reference.Recall.Value:0.000} "
                + $"at a precision of {reference.Precision.Value:0.000}.",
            (0, _) => $"{TrainedOnTheseRows}.",
            ( < MinRowsForDrift, _) =>
                $"Fine: no faulty data. Only {overlap.NewRows} of the rows "
                + $"{(overlap.NewRows == 1 ? "is" : "are")} new, too few to find drift or a worse model.",
            (_, null) => "Fine: no faulty data and no material change. The model's performance was not measured.",
            _ when retrain.Decision == RetrainDecision.Undecided =>
                $"Fine: no faulty data and no material change; too few patients to tell whether the model's risks still "
                    + $"hold{MoreOf(retrain)}.",
            _ => "Fine: no faulty data, no material change, and no sign that the model's risks have ceased to hold.",
        };

    private static string MoreOf(RetrainDecision retrain) => retrain.Change?.MorePatients is { } more and >= 0
        ? FormattableString.Invariant($" ({more:N0} more with a known outcome are needed)")
        : "";

    /// <summary>Drift among later records of known patients tells who came back, not that the population has changed.</summary>
    private static bool BringsNoNewPatient(Overlap overlap) => overlap is { NewPatients: 0, KnownPatients: > 0, RepeatRecords: > 0 };

    private static void JudgeData(DataQuality quality, List<string> act, List<string> someFaulty)
    {
        if (quality is { Rows: 0, FileFault: null }) act.Add("The window holds no row.");
        if (quality.FileFault is { } fault) act.Add($"The file can't be read to its end: {fault}");
        if (quality.FaultyRows > 0)
        {
            var worst = quality.Faults[0];
            var share = $"{quality.FaultyRows:N0} of {quality.Rows:N0} rows ({quality.FaultyShare * 100:0.0} %) are faulty";
            var text = $"{share}, most often {worst.Column ?? "the whole row"}: {worst.Kind} '{worst.Found}' ({worst.Count:N0} rows).";
            (quality.FaultyShare > MaxFaulty ? act : someFaulty).Add(text);
        }

        foreach (var column in quality.ConstantColumns)
        {
            var isEmpty = quality.Columns.Single(c => c.Name == column).CurrentShare == 1;
            act.Add(
                isEmpty
                    ? $"Column {column} has no allowed value in any row."
                    : $"Column {column} has the same value in every row."
            );
        }
    }

    private static void JudgeDrift(IReadOnlyList<ColumnDrift> columns, List<string> many, List<string> watch)
    {
        var drifted = columns.Where(c => c.Significant).OrderByDescending(c => Math.Max(c.JensenShannon ?? 0, c.Wasserstein ?? 0)).ToList();
        if (drifted.Count > 0)
        {
            var changes = string.Join("; ", drifted.Select(c => $"{c.Name} ({c.Effect})"));
            var text = $"Material change in {drifted.Count} of {columns.Count} columns: {changes}.";
            (drifted.Count >= ActOnDriftedShare * columns.Count ? many : watch).Add(text);
        }
    }

    /// <summary>Of a column without any value enough was said.</summary>
    private static void JudgeMissing(IEnumerable<ColumnDrift> columns, List<string> watch)
    {
        foreach (
            var column in columns.Where(c =>
                c.MissingAdjustedPValue < ColumnDrift.Level && Math.Abs(c.MissingCurrent - c.MissingReference) >= MaterialMissing
            )
        )
        {
            watch.Add(
                $"{column.Name} has no allowed value in {column.MissingCurrent * 100:0.0} % of the rows; "
                    + $"among the training rows in {column.MissingReference * 100:0.0} %."
            );
        }
    }

    private static List<string> NotesOf(Overlap overlap, RetrainDecision retrain, QualityMeasures? performance)
    {
        var notes = new List<string>();
        if (!overlap.IsMeasured)
            notes.Add("The model keeps no fingerprints of its training patients: known patients could not be told from new ones.");
        else if (overlap.KnownPatients > 0)
        {
            notes.Add(
                $"The window holds {overlap.KnownPatients:N0} known patients ({overlap.TrainedRows:N0} "
                    + $"rows are training rows of the model), {overlap.RepeatRecords:N0} repeat records "
                    + $"of patients already known, and {overlap.NewPatients:N0} new patients."
            );
        }

        if (overlap.DuplicateRows > 0)
            notes.Add($"{overlap.DuplicateRows:N0} rows repeat an earlier row.");
        if (performance is null)
            notes.Add("The model's performance was not measured: too few patients with a known outcome that it has not seen.");
        if (performance is not null && retrain.Decision == RetrainDecision.Undecided)
            notes.Add(retrain.Reason);
        return notes;
    }

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
