namespace StrokeFunctions.Registry;

/// <summary>training/table.json: which rows are the training table now, and where they are from. Changed only with If-Match.</summary>
/// <param name="Rows">How many rows, which is how many patients.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Blob">The blob of the rows, in the container "training".</param>
/// <param name="Sha256">SHA-256 of the rows as text, in lower-case hex.</param>
/// <param name="Datasets">Every dataset taken in, in the order in which it was; a row names its dataset by the number here.</param>
internal sealed record TableIndex(int Rows, int Strokes, string Blob, string Sha256, IReadOnlyList<DatasetSource> Datasets)
{
    /// <summary>Before the first dataset.</summary>
    public static readonly TableIndex Empty = new(0, 0, "", "", []);
}
