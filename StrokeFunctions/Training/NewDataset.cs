using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>An accepted dataset, and what it would make of the training table.</summary>
/// <param name="Source">Which upload.</param>
/// <param name="Latest">Its latest row of each patient, known ones under their ids in the table.</param>
/// <param name="Before">The training table without it.</param>
/// <param name="Merge">The training table with it.</param>
/// <param name="Comparison">What it brings.</param>
internal sealed record NewDataset(
    DatasetSource Source, IReadOnlyList<DatasetRow> Latest, TableState Before, TableMerge Merge, DatasetComparison Comparison)
{
    private readonly Lazy<IReadOnlyList<DatasetRow>> _rows = new(() => [.. Merge.Rows.Select(row => row.Row)]);

    /// <summary>The rows to train on. A training alone holds them all: they are read when it begins.</summary>
    public IReadOnlyList<DatasetRow> Rows => _rows.Value;

    /// <summary>Merges and compares.</summary>
    public static NewDataset Of(DatasetSource source, AcceptedDataset accepted, TableState table, LoadedChampion champion)
    {
        var merge = TableMerge.Of(table, source, accepted.LatestRows());
        var latest = merge.Latest;
        var known = champion.Serving is { } serving ? latest.Count(row => serving.Knows(row)) : 0;
        return new NewDataset(source, latest, table, merge, merge.CompareWith(accepted.Summary, known));
    }
}
