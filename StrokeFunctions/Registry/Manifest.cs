using System.Text.Json;
using System.Text.Json.Serialization;
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

    /// <summary>The same with nothing to draw: no points of curves, which are most of it, and no importance of columns.</summary>
    public Manifest WithoutCurves() => this with { Evaluation = Evaluation with { Curves = new EvaluationCurves([], [], [], [], [], []) } };

    /// <summary>Every family of models that was tried, and which was chosen.</summary>
    public IReadOnlyList<CandidateScore> Candidates { get; init; } = [];

    /// <summary>How it came about: trained, or an update of a base. Manifests written before there were updates tell of trained
    /// models.</summary>
    public UpdateKind Update { get; init; }

    /// <summary>What an update changes of its base, or what a training adapted to the newest patients; null where nothing was
    /// adapted.</summary>
    public AdaptedLayer? Layer { get; init; }

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
            var manifest = SchemaOf(json.RootElement) switch
            {
                CurrentSchema => json.Deserialize(RegistryJson.Default.Manifest),
                OlderSchema => ParseOlder(json.RootElement),
                _ => null,
            };
            return manifest is { Version: var read } && read == version
                ? manifest
                : throw NoManifest(path, version);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CorruptBlobException(Containers.Models, path, e.Message, e);
        }
    }

    /// <summary>
    /// Reads <see cref="Files"/> alone, which is what an instance that starts needs: the serializer of the whole would have to compile code
    /// for each of its types first.
    /// </summary>
    /// <exception cref="CorruptBlobException">It is no manifest, or that of another version.</exception>
    public static IReadOnlyDictionary<string, string> ParseFiles(Blob blob, string path, string version)
    {
        try
        {
            using var json = JsonDocument.Parse(blob.Content);
            var manifest = json.RootElement;
            if (SchemaOf(manifest) is not (CurrentSchema or OlderSchema)
                || !manifest.TryGetProperty("version", out var read) || read.GetString() != version
                || !manifest.TryGetProperty("files", out var files))
                throw NoManifest(path, version);
            var hashes = new Dictionary<string, string>();
            foreach (var file in files.EnumerateObject()) hashes[file.Name] = file.Value.GetString() ?? "";
            return hashes;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CorruptBlobException(Containers.Models, path, e.Message, e);
        }
    }

    private static int SchemaOf(JsonElement json) => json.TryGetProperty("schema", out var found) ? found.GetInt32() : 0;

    private static CorruptBlobException NoManifest(string path, string version) =>
        new(Containers.Models, path, $"it is not a manifest of {version} with schema {CurrentSchema}");

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
/// <param name="TrainingTable">The blob (in the container "training") of the rows it was trained on, or a sample of them.</param>
/// <param name="TrainingTableSha256">SHA-256 of those rows as text, in lower-case hex.</param>
/// <param name="Rows">How many rows, which is how many patients, the table has.</param>
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
    string? Commit)
{
    /// <summary>The part of the table that it was trained on; null if that was all of it.</summary>
    public TrainingSample? Sample { get; init; }

    /// <summary>How many patients it was trained on, and how many of them had a stroke.</summary>
    [JsonIgnore]
    public (int Rows, int Strokes) TrainedOn => Sample is { } sample ? (sample.Rows, sample.Strokes) : (Rows, Strokes);
}

/// <summary>A stratified sample of a training table that holds more rows than a training takes.</summary>
/// <param name="Rows">How many patients it was.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
internal sealed record TrainingSample(int Rows, int Strokes);

/// <summary>One family of models as it did in the inner cross-validation.</summary>
/// <param name="Name">The family and its settings.</param>
/// <param name="RecallAtPrecisionFloor">Largest recall with at least the floor's precision, 0 to 1.</param>
/// <param name="LogLoss">After calibration, in nats.</param>
/// <param name="RocAuc">0 to 1.</param>
/// <param name="Chosen">Whether the challenger is this one.</param>
internal sealed record CandidateScore(string Name, double RecallAtPrecisionFloor, double LogLoss, double RocAuc, bool Chosen);

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
