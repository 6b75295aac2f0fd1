using System.Text.Json;
using System.Text.Json.Serialization;
using StrokeFunctions.Statistics;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>What is known of one model version: models/{version}/manifest.json. Written once, never changed.</summary>
internal sealed record Manifest
{
    /// <summary>Bump when a field changes its meaning; a reader refuses what it does not know.</summary>
    public const int CurrentSchema = 2;

    /// <summary>
    /// The format before: it held the profile of the training rows, which is a file of its own by now, and called the ROC AUC
    /// area_under_roc_curve.
    /// </summary>
    private const int OlderSchema = 1;

    /// <summary>The format of this file.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The version that this describes.</summary>
    public required string Version { get; init; }

    /// <summary>When it was published, UTC; filled in at publication.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>SHA-256, in lower-case hex, of each file of the version, by file name; filled in at publication.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the model comes from.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>What was chosen in training and the options that it followed, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>How well it predicts patients that it has not seen.</summary>
    public required Evaluation Evaluation { get; init; }

    /// <summary>The profile of the training rows where it was read from a manifest of schema 1; never written.</summary>
    [JsonIgnore]
    public ReferenceProfile? Reference { get; private init; }

    /// <summary>Every family of models that was tried, and which was chosen.</summary>
    public IReadOnlyList<CandidateScore> Candidates { get; init; } = [];

    /// <summary>Why it was trained, and what was decided then.</summary>
    public required Decision Decision { get; init; }

    /// <summary>What is odd about the rows or the model, in words for people; usually nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads a manifest of this or the older schema.</summary>
    /// <exception cref="CorruptBlobException">It is none, or that of another version.</exception>
    public static Manifest Parse(Blob blob, string path, string version)
    {
        try
        {
            using var json = JsonDocument.Parse(blob.Content);
            var schema = json.RootElement.TryGetProperty("schema", out var found) ? found.GetInt32() : 0;
            var manifest = schema switch
            {
                CurrentSchema => json.Deserialize(RegistryJson.Default.Manifest),
                OlderSchema => ParseOlder(json.RootElement),
                _ => null,
            };
            return manifest is { Version: var read } && read == version
                ? manifest
                : throw new CorruptBlobException(Containers.Models, path, $"it is not a manifest of {version} with schema {CurrentSchema}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CorruptBlobException(Containers.Models, path, e.Message, e);
        }
    }

    private static Manifest? ParseOlder(JsonElement json)
    {
        var renamed = json.GetRawText()
            .Replace("\"area_under_roc_curve\":", "\"roc_auc\":", StringComparison.Ordinal)
            .Replace("\"area_under_roc_curve_lost\":", "\"roc_auc_lost\":", StringComparison.Ordinal);
        var manifest = JsonSerializer.Deserialize(renamed, RegistryJson.Default.Manifest);
        return manifest is null
            ? null
            : manifest with
            {
                Schema = CurrentSchema,
                Reference = json.TryGetProperty("reference", out var reference)
                    ? reference.Deserialize(RegistryJson.Default.ReferenceProfile)
                    : null,
            };
    }
}

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

/// <summary>One family of models as it did in the inner cross-validation.</summary>
/// <param name="Name">The family and its settings.</param>
/// <param name="RecallAtPrecisionFloor">Largest recall with at least the floor's precision, 0 to 1.</param>
/// <param name="LogLoss">After calibration, in nats.</param>
/// <param name="RocAuc">0 to 1.</param>
/// <param name="Chosen">Whether the challenger is this one.</param>
internal sealed record CandidateScore(string Name, double RecallAtPrecisionFloor, double LogLoss, double RocAuc, bool Chosen);

/// <summary>Why a model was trained, and what was decided when it was. What became of it later stands in the event log.</summary>
/// <param name="TrainedBecause">Why the dataset led to a training.</param>
/// <param name="Tests">The tests of whether the champion had become worse; empty where the reason needed none.</param>
/// <param name="Dataset">What the dataset brought.</param>
/// <param name="Outcome">Promoted, champion kept, or rejected.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">All numbers of the comparison.</param>
internal sealed record Decision(
    string TrainedBecause,
    IReadOnlyList<DeteriorationTest> Tests,
    DatasetComparison Dataset,
    ModelEventKind Outcome,
    string Reason,
    PromotionEvidence Evidence);

/// <summary>Champion and challenger on the same patients, whom neither was trained on.</summary>
/// <param name="Patients">How many patients were compared.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="PrecisionFloor">The minimum precision.</param>
/// <param name="Challenger">The challenger's shares and log loss.</param>
/// <param name="Champion">The champion's; absent for a first model.</param>
/// <param name="RecallGain">Challenger's recall less the champion's; absent for a first model.</param>
/// <param name="PrecisionGain">Challenger's precision less the champion's; absent for a first model.</param>
/// <param name="LogLossGain">Challenger's log loss less the champion's, in nats: below 0 is better; absent for a first model.</param>
/// <param name="Criteria">What was asked, and whether it held.</param>
internal sealed record PromotionEvidence(
    int Patients,
    int Strokes,
    double PrecisionFloor,
    ModelScore Challenger,
    ModelScore? Champion,
    Estimate? RecallGain,
    Estimate? PrecisionGain,
    Estimate? LogLossGain,
    IReadOnlyList<PromotionCriterion> Criteria);

/// <summary>How one of the two did.</summary>
internal sealed record ModelScore(Estimate Recall, Estimate Precision, Estimate LogLoss, Estimate RocAuc);

/// <summary>One thing that was asked of the challenger.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">What it was held against.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record PromotionCriterion(string Name, double Value, double Limit, bool Holds);

/// <summary>The numbers behind what came of a dataset, as the event log keeps them.</summary>
/// <param name="Dataset">What the dataset brought.</param>
/// <param name="Tests">The tests of whether the champion had become worse.</param>
/// <param name="Promotion">Champion and challenger compared; absent where nothing was trained.</param>
internal sealed record RetrainingEvidence(DatasetComparison Dataset, IReadOnlyList<DeteriorationTest> Tests, PromotionEvidence? Promotion);

/// <summary>The answer to a confirmation.</summary>
/// <param name="Name">The dataset's name.</param>
/// <param name="Outcome">What came of it, in a sentence.</param>
internal sealed record ConfirmedDataset(string Name, string Outcome);

/// <summary>One upload, as it was when it was read.</summary>
/// <param name="Name">Its name in the container "datasets".</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hex.</param>
/// <param name="LastModified">When it was written, UTC.</param>
internal sealed record DatasetSource(string Name, string ETag, string Sha256, DateTimeOffset LastModified)
{
    /// <summary>Its ETag without quotes, which manifests and events written earlier have around it.</summary>
    [JsonPropertyName("etag")]
    public string ETag { get; init; } = ETag.Trim('"');
}
