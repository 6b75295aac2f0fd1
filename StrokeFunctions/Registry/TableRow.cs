using StrokeFunctions.Data;

namespace StrokeFunctions.Registry;

/// <summary>One patient of the training table: the latest row, and the dataset that it is from.</summary>
/// <param name="Row">The row; its line is the line in the table's own file.</param>
/// <param name="Source">Which of <see cref="TableIndex.Datasets"/>, from 0.</param>
internal readonly record struct TableRow(DatasetRow Row, int Source);
