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

    /// <summary>More faulty rows refuse a dataset (design: up to 5 % are set aside).</summary>
    private const double MostFaulty = 0.05;

    /// <summary>Missing values matter from this change of their share on.</summary>
    private const double MaterialMissing = 0.05;

    /// <summary>With this share of real drift among the columns it is another population.</summary>
    private const double ActOnDriftedShare = 0.5;

    /// <summary>Judges a report's sections.</summary>
    public static Verdict Of(
        DataQuality quality, Overlap overlap, IReadOnlyList<ColumnDrift> columns, RetrainDecision retrain, QualityMeasures? performance)
    {
        var act = new List<string>();
        var watch = new List<string>();
        JudgeData(quality, act, watch);
        if (BringsNoNewPatient(overlap))
        {
            watch.Add(FormattableString.Invariant($"The window brings no new patient, only {overlap.RepeatRecords:N0} repeat records of {overlap.KnownPatients:N0} known ones: the model's quality can't be measured on it."));
        }

        JudgeDrift(columns, BringsNoNewPatient(overlap) ? watch : act, watch);
        if (retrain.Decision == RetrainDecision.Retrain) act.Add(retrain.Reason);
        var notes = NotesOf(overlap, retrain, performance);
        return (act, watch) switch
        {
            ([_, ..], _) => new Verdict(Act, $"Act: {Lower(act[0])}", [.. act, .. watch], notes),
            (_, [_, ..]) => new Verdict(Watch, $"Watch: {Lower(watch[0])}", watch, notes),
            _ => new Verdict(Fine, FineSentence(overlap, performance), [], notes),
        };
    }

    /// <summary>Never claims what was not measured.</summary>
    private static string FineSentence(Overlap overlap, QualityMeasures? performance) => (overlap.NewRows, performance) switch
    {
        (0, _) => "Fine: no faulty data. Nothing in the window is new to the model, so drift and quality were not measured.",
        (_, null) => "Fine: no faulty data and no drift that matters. The model's quality was not measured.",
        _ => "Fine: no faulty data, no drift that matters, and no sign that the model has become worse.",
    };

    /// <summary>Drift among later records of known patients tells who came back, not that the population has changed.</summary>
    private static bool BringsNoNewPatient(Overlap overlap) => overlap is { NewPatients: 0, KnownPatients: > 0, RepeatRecords: > 0 };

    private static void JudgeData(DataQuality quality, List<string> act, List<string> watch)
    {
        if (quality.FileFault is { } fault) act.Add($"The file can't be read to its end: {fault}");
        if (quality.FaultyRows > 0)
        {
            var worst = quality.Faults[0];
            var text = FormattableString.Invariant($"{quality.FaultyRows:N0} of {quality.Rows:N0} rows ({quality.FaultyShare * 100:0.0} %) are faulty, most often {worst.Column ?? "the whole row"}: {worst.Kind} '{worst.Found}' ({worst.Count:N0} rows).");
            (quality.FaultyShare > MostFaulty ? act : watch).Add(text);
        }

        foreach (var column in quality.ConstantColumns) act.Add($"Column {column} has the same value, or none, in every row.");
    }

    private static void JudgeDrift(IReadOnlyList<ColumnDrift> columns, List<string> many, List<string> watch)
    {
        var drifted = columns.Where(c => c.Significant).OrderByDescending(c => Math.Max(c.JensenShannon ?? 0, c.Wasserstein ?? 0)).ToList();
        if (drifted.Count > 0)
        {
            var text = $"{drifted.Count} of {columns.Count} columns have really changed: {string.Join("; ", drifted.Select(c => $"{c.Name} ({c.Effect})"))}.";
            (drifted.Count >= ActOnDriftedShare * columns.Count ? many : watch).Add(text);
        }

        foreach (var column in columns.Where(c => c.MissingAdjustedPValue < ColumnDrift.Level && Math.Abs(c.MissingCurrent - c.MissingReference) >= MaterialMissing))
        {
            watch.Add(FormattableString.Invariant($"{column.Name} is missing in {column.MissingCurrent * 100:0.0} % of the rows, and was in {column.MissingReference * 100:0.0} %."));
        }
    }

    private static List<string> NotesOf(Overlap overlap, RetrainDecision retrain, QualityMeasures? performance)
    {
        var notes = new List<string>();
        if (!overlap.IsMeasured) notes.Add("The model keeps no fingerprints of its training patients: known patients could not be told from new ones.");
        else if (overlap.KnownPatients > 0)
        {
            notes.Add(FormattableString.Invariant($"The window holds {overlap.KnownPatients:N0} known patients ({overlap.TrainedRows:N0} rows are the very rows the model was trained on), {overlap.RepeatRecords:N0} repeat records of patients already known, and {overlap.NewPatients:N0} new patients."));
        }

        if (overlap.DuplicateRows > 0) notes.Add(FormattableString.Invariant($"{overlap.DuplicateRows:N0} rows only say again what an earlier row says."));
        if (performance is null) notes.Add("The model's quality was not measured: too few patients with a known outcome that it has not seen.");
        if (performance is not null && retrain.Decision == RetrainDecision.Undecided) notes.Add(retrain.Reason);
        return notes;
    }

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
