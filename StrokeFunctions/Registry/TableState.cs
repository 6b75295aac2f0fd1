namespace StrokeFunctions.Registry;

/// <summary>The training table as read.</summary>
/// <param name="Index">What it is made of.</param>
/// <param name="Rows">Its rows in the ordinal order of the patients' ids.</param>
/// <param name="ETag">The ETag of training/table.json, which a change needs; null before the first dataset.</param>
internal sealed record TableState(TableIndex Index, IReadOnlyList<TableRow> Rows, string? ETag);
