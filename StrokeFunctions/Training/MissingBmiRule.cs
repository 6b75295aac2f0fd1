namespace StrokeFunctions.Training;

/// <summary>
/// From whom a model learns. That a bmi is missing goes with five times the odds of stroke in the public data, probably by how these were
/// collected. A model that may use it flags those patients, and its threshold then misses the minimum precision among all others; one that
/// may not learns from the patients whose bmi was measured. Outcomes decide nothing here.
/// </summary>
internal static class MissingBmiRule
{
    /// <summary>Those of some rows that teach.</summary>
    public static int[] Teaching(TrainingRows table, int[] rows, TrainingOptions options) =>
        IsSignal(table, options) ? rows : [.. rows.Where(table.HasBmi)];

    /// <summary>Whether a missing bmi is a signal to the model: asked for, or too few patients have a bmi to learn from.</summary>
    public static bool IsSignal(TrainingRows table, TrainingOptions options) => options.MissingBmiIsSignal || !IsEnough(table, options);

    /// <summary>What a person has to know where the setting could not be followed.</summary>
    public static IEnumerable<string> Warnings(TrainingRows table, TrainingOptions options)
    {
        if (!options.MissingBmiIsSignal && !IsEnough(table, options))
            yield return "The bmi of too few patients was measured to learn from them alone: a missing bmi is a signal to this model.";
    }

    private static bool IsEnough(TrainingRows table, TrainingOptions options)
    {
        var measured = table.AllRows.Where(table.HasBmi).ToArray();
        var strokes = measured.Count(row => table.Outcomes[row]);
        var least = Trainer.MinOfEach(options);
        return measured.Length == table.Count || (strokes >= least && measured.Length - strokes >= least);
    }
}
