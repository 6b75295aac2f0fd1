namespace StrokeFunctions.Registry;

/// <summary>The names of the blob containers, as design.md section 4 lays them out.</summary>
internal static class Containers
{
    public const string Datasets = "datasets";
    public const string DatasetsRejected = "datasets-rejected";
    public const string Models = "models";
    public const string Training = "training";
    public const string ScoringLog = "scoring-log";
    public const string ScoringBatches = "scoring-batches";
    public const string Scores = "scores";
    public const string Reports = "reports";

    /// <summary>Every container of the app; <see cref="BlobStore.EnsureContainersAsync"/> creates those that are absent.</summary>
    public static readonly IReadOnlyList<string> All =
        [Datasets, DatasetsRejected, Models, Training, ScoringLog, ScoringBatches, Scores, Reports];
}
