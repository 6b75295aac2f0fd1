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
/// <param name="Options">Seed, and how many rows a training takes.</param>
internal sealed record NewDataset(
    DatasetSource Source, IReadOnlyCollection<DatasetRow> Latest, TableState Before, TableMerge Merge, DatasetComparison Comparison,
    TrainingOptions Options)
{
    private readonly Lazy<IReadOnlyList<DatasetRow>> _rows =
        new(() => RowSample.Stratified(Merge.Rows, Options.MaxRows, Options.Seed));

    /// <summary>
    /// The rows to train on: all of the table, or a sample of <see cref="TrainingOptions.MaxRows"/>. They are read when a training begins.
    /// </summary>
    public IReadOnlyList<DatasetRow> Rows => _rows.Value;

    /// <summary>What part of the table the rows to train on are; null if they are all of it.</summary>
    public TrainingSample? Sample =>
        Merge.Rows.Count > Options.MaxRows ? new TrainingSample(Rows.Count, Rows.Count(row => row.Stroke)) : null;

    /// <summary>Merges and compares.</summary>
    public static NewDataset Of(
        DatasetSource source, AcceptedDataset accepted, TableState table, LoadedChampion champion, TrainingOptions options)
    {
        var merge = TableMerge.Of(table, source, accepted.LatestRows());
        var latest = merge.Latest;
        var known = champion.Serving is { } serving ? latest.Count(row => serving.Knows(row)) : 0;
        return new NewDataset(source, latest, table, merge, merge.CompareWith(accepted.Summary, known), options);
    }
}
