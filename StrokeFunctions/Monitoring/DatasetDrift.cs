namespace StrokeFunctions.Monitoring;

/// <summary>Drift of the dataset as a whole, by Evidently's rule.</summary>
/// <param name="Share">Share of the columns that drifted, 0 to 1.</param>
/// <param name="Threshold">Drift at or above this share.</param>
/// <param name="Drifted">Whether the share is at or above the threshold.</param>
/// <param name="DriftedColumns">How many columns drifted.</param>
/// <param name="Columns">How many columns there are, unmeasurable ones among them.</param>
internal sealed record DatasetDrift(double Share, double Threshold, bool Drifted, int DriftedColumns, int Columns)
{
    private const double HalfOfTheColumns = 0.5;

    /// <summary>Counts the drifted columns.</summary>
    public static DatasetDrift Of(IReadOnlyList<ColumnDrift> columns)
    {
        var drifted = columns.Count(c => c.Drifted);
        var share = columns.Count == 0 ? 0 : (double)drifted / columns.Count;
        return new DatasetDrift(share, HalfOfTheColumns, share >= HalfOfTheColumns, drifted, columns.Count);
    }
}
