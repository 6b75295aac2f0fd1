using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Holds a readable dataset against the patients known so far: whether it can be about the same things, and the same people.
/// </summary>
internal static class DatasetCheck
{
    /// <summary>With fewer known patients nothing is told by them.</summary>
    public const int MinKnown = 10;

    /// <summary>So many of the known patients with another outcome are another coding.</summary>
    public const double MaxOtherOutcomes = 0.95;

    /// <summary>So many of the known patients who are hardly the same are other people.</summary>
    public const double MaxOtherPeople = 0.1;

    /// <summary>
    /// A share that differs by this in its log odds (a factor of 4.5 in the odds) has another meaning or another selection behind it.
    /// </summary>
    public const double MaxLogOddsRatio = 1.5;

    /// <summary>Chance alone makes such a difference in one of a million files.</summary>
    public const double MaxPValue = 1e-6;

    /// <summary>The least patients of either outcome that a share of strokes is compared with.</summary>
    public const int MinOfEachOutcome = 20;

    /// <summary>
    /// More strokes than this among at least <see cref="MinOfEachOutcome"/> patients is no group of people, but a selection of cases.
    /// </summary>
    public const double MaxStrokeShare = 0.5;

    /// <summary>Why nothing of a dataset can be taken, whoever confirms it; null if nothing speaks against it.</summary>
    /// <param name="before">The training table without it.</param>
    /// <param name="merge">The training table with it.</param>
    public static string? Refusal(TableState before, TableMerge merge)
    {
        if (Units.Refusal(merge.Latest, before.Rows.Count, merge.Before.Ranges) is { } unit) return unit;
        if (merge.KnownPatients < MinKnown) return null;
        if (merge.OtherPeople > MaxOtherPeople * merge.KnownPatients)
        {
            return $"{merge.OtherPeople} of {merge.KnownPatients} patients with a known id are younger than before or of another sex: ids "
                + "of another numbering? "
                + "Put a prefix of their own before the ids of each clinic (b-1 instead of 1), and upload the file again.";
        }

        return merge.OtherOutcomes >= MaxOtherOutcomes * merge.KnownPatients
            ? $"{merge.OtherOutcomes} of {merge.KnownPatients} known patients have another outcome than before: "
                + $"are 0 and 1 exchanged in the column {Schema.OutcomeColumn}? 1 is a patient who has had a stroke."
            : null;
    }

    /// <summary>Why a dataset waits until a person confirms it; null if there is no doubt.</summary>
    /// <param name="before">The training table without it.</param>
    /// <param name="merge">The training table with it.</param>
    public static string? Doubt(TableState before, TableMerge merge) =>
        Selection(before, merge.Latest) ?? Shift(merge.Before.Categories, before.Rows.Count, merge.Latest);

    private static string? Selection(TableState before, IReadOnlyCollection<DatasetRow> rows)
    {
        var strokes = rows.Count(row => row.Stroke);
        var (known, knownStrokes) = (before.Index.Rows, before.Index.Strokes);
        if (Math.Min(knownStrokes, known - knownStrokes) < MinOfEachOutcome)
        {
            return rows.Count >= MinOfEachOutcome && strokes > MaxStrokeShare * rows.Count
                ? $"{strokes} of its {rows.Count} patients have had a stroke: a selection of cases, "
                    + "on which nothing can be learned or compared?"
                : null;
        }

        return IsFar(strokes, rows.Count, knownStrokes, known)
            ? $"{strokes} of its {rows.Count} patients have had a stroke, and {knownStrokes} of the {known} known so far: "
                + "a selection by outcome? Upload all patients of a time or place, whatever their outcome."
            : null;
    }

    /// <summary>A category that is far more, or less, common than among the known patients: coded otherwise, or other patients.</summary>
    private static string? Shift(CategoryCounts known, int knownCount, IReadOnlyCollection<DatasetRow> rows)
    {
        var found = new CategoryCounts();
        foreach (var row in rows) found.Add(row.Patient);
        foreach (var column in Schema.Inputs.OfType<CategoryColumn>())
        {
            for (var category = 0; category < column.Categories.Count; category++)
            {
                var (hits, knownHits) = (found.Of(column, category), known.Of(column, category));
                if (!IsFar(hits, rows.Count, knownHits, knownCount)) continue;
                return $"Column {column.Name}: {column.Categories[category]} stands in {hits} of {rows.Count} rows, and in "
                    + $"{knownHits} of the {knownCount} known so far: coded otherwise, or other patients?";
            }
        }

        return null;
    }

    /// <summary>Half a patient is added to each count, so that the odds of none, and of all, are finite.</summary>
    private static bool IsFar(int hits, int count, int knownHits, int knownCount)
    {
        if (count == 0 || knownCount == 0) return false;
        static double LogOdds(int hits, int count) => Math.Log((hits + 0.5) / (count - hits + 0.5));
        return Math.Abs(LogOdds(hits, count) - LogOdds(knownHits, knownCount)) > MaxLogOddsRatio
            && ZTest.Test(hits, count, knownHits, knownCount).PValue < MaxPValue;
    }
}

/// <summary>In how many rows each category stands, counted while they pass.</summary>
internal sealed class CategoryCounts
{
    private static readonly CategoryColumn[] Columns = [.. Schema.Inputs.OfType<CategoryColumn>()];

    private readonly int[][] _counts =
        [.. Schema.Inputs.Select(column => column is CategoryColumn category ? new int[category.Categories.Count] : [])];

    /// <summary>Takes a row, or several with the same categories.</summary>
    public void Add(in Patient patient, int rows = 1)
    {
        foreach (var column in Columns) _counts[column.Index][(int)patient[column.Index]] += rows;
    }

    /// <summary>In how many rows a category stands.</summary>
    public int Of(CategoryColumn column, int category) => _counts[column.Index][category];
}
