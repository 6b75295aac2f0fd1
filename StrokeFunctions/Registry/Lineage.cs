namespace StrokeFunctions.Registry;

/// <summary>Where a model comes from: enough to train it again, byte for byte.</summary>
/// <param name="Datasets">The uploads whose rows it was trained on, oldest first; the last one caused the training.</param>
/// <param name="TrainingTable">The blob (in the container "training") of the rows it was trained on.</param>
/// <param name="TrainingTableSha256">SHA-256 of those rows as text, in lower-case hex.</param>
/// <param name="Rows">How many rows, which is how many patients.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Parent">The champion when this one was trained; null for the first.</param>
/// <param name="Seed">The one seed of the training.</param>
/// <param name="Packages">Version of each library that shapes the model, by name.</param>
/// <param name="Commit">The git commit of the program; null if it was built outside a repository.</param>
internal sealed record Lineage(
    IReadOnlyList<DatasetSource> Datasets,
    string TrainingTable,
    string TrainingTableSha256,
    int Rows,
    int Strokes,
    string? Parent,
    int Seed,
    IReadOnlyDictionary<string, string> Packages,
    string? Commit);
