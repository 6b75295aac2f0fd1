namespace StrokeFunctions.Training;

/// <summary>Divides rows into folds that have the same share of strokes. A patient has one row, so no id is in two folds.</summary>
internal static class StratifiedFolds
{
    /// <summary>The fold of each row, from 0; the same seed gives the same folds. Sizes differ by at most two.</summary>
    public static int[] Assign(IReadOnlyList<bool> outcomes, int folds, int seed)
    {
        var random = new Random(seed);
        var assigned = new int[outcomes.Count];
        foreach (var stroke in (bool[])[true, false])
        {
            int[] rows = [.. Enumerable.Range(0, outcomes.Count).Where(row => outcomes[row] == stroke)];
            random.Shuffle(rows);
            for (var i = 0; i < rows.Length; i++) assigned[rows[i]] = i % folds;
        }

        return assigned;
    }

    /// <summary>The fold of each of some rows. Rows with the same ten values share one: they may be the same patient under another id.</summary>
    public static int[] Assign(TrainingRows table, int[] rows, int folds, int seed)
    {
        var assigned = Assign([.. rows.Select(row => table.Outcomes[row])], folds, seed);
        if (table.Twins == 0) return assigned;
        var foldOf = new Dictionary<int, int>(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var twin = table.TwinOf[rows[i]];
            if (!foldOf.TryAdd(twin, assigned[i])) assigned[i] = foldOf[twin];
        }

        return assigned;
    }

    /// <summary>Some rows divided by their fold: those of the fold, and the rest.</summary>
    public static (int[] Inside, int[] Outside) Split(int[] rows, int[] assigned, int fold)
    {
        var inside = new List<int>(rows.Length);
        var outside = new List<int>(rows.Length);
        for (var i = 0; i < rows.Length; i++) (assigned[i] == fold ? inside : outside).Add(rows[i]);
        return ([.. inside], [.. outside]);
    }
}
