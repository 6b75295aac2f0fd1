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

    /// <summary>The same with no points of curves, which are most of it.</summary>
    public Manifest WithoutCurves() =>
        this with { Evaluation = Evaluation with { Curves = new EvaluationCurves([], [], [], [], [], Evaluation.Curves.Importance) } };

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
/// <param name="Change">Whether strokes had changed against what the champion expected; null where there was none.</param>
/// <param name="Dataset">What the dataset brought.</param>
/// <param name="Outcome">Promoted, champion kept, or rejected.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">All numbers of the comparison; null for an update, which nothing was compared with.</param>
internal sealed record Decision(
    string TrainedBecause,
    CalibrationChange? Change,
    DatasetComparison Dataset,
    ModelEventKind Outcome,
    string Reason,
    PromotionEvidence? Evidence);

/// <summary>How a model came about.</summary>
internal enum UpdateKind
{
    /// <summary>Its members were trained.</summary>
    [JsonStringEnumMemberName("refit")]
    Refit,

    /// <summary>The base again, after an update of it was no longer asked for.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The base with another intercept.</summary>
    [JsonStringEnumMemberName("intercept")]
    Intercept,

    /// <summary>The base with another intercept and another slope.</summary>
    [JsonStringEnumMemberName("slope")]
    Slope,
}

/// <summary>What was adapted to the newest patients without a training: log odds a + b l of the log odds l of what it stands on, and a
/// threshold.</summary>
/// <param name="Base">The version whose members serve; null for a model that was trained and adapted at once.</param>
/// <param name="Intercept">a.</param>
/// <param name="Slope">b.</param>
/// <param name="Since">When the oldest file of the window was written: since then the change holds.</param>
/// <param name="SinceDataset">Its name.</param>
/// <param name="Files">Files of the window.</param>
/// <param name="Patients">Patients of the window, whom the base was not trained on.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Reference">Observed and expected strokes of the window, each patient predicted while held out.</param>
/// <param name="Before">What the champion's threshold comes to among the newest patients.</param>
/// <param name="After">What this one's comes to.</param>
/// <param name="GoalReached">False where no threshold reaches the minimum precision; then as many are flagged as before.</param>
/// <param name="CalibrationBefore">The champion on the window, in groups by risk.</param>
/// <param name="CalibrationAfter">This model on the window, each patient predicted while held out.</param>
internal sealed record AdaptedLayer(
    string? Base,
    double Intercept,
    double Slope,
    DateTimeOffset Since,
    string SinceDataset,
    int Files,
    int Patients,
    int Strokes,
    ExpectedOutcomes Reference,
    WorkingPoint Before,
    WorkingPoint After,
    bool GoalReached,
    IReadOnlyList<ReliabilityBin> CalibrationBefore,
    IReadOnlyList<ReliabilityBin> CalibrationAfter);

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
internal sealed record PromotionCriterion(string Name, double Value, double Limit, bool Holds)
{
    /// <summary>How the name of a criterion ends that a leak fails.</summary>
    public const string LeakWords = "looks like a leak";

    /// <summary>Whether it failed, and a leak fails it.</summary>
    [JsonIgnore]
    public bool SuspectsALeak => !Holds && Name.EndsWith(LeakWords, StringComparison.Ordinal);
}

/// <summary>The numbers behind what came of a dataset, as the event log keeps them.</summary>
/// <param name="Dataset">What the dataset brought.</param>
/// <param name="Change">Whether strokes had changed against what the champion expected; absent where there was none.</param>
/// <param name="Layer">What was adapted; absent where nothing was.</param>
/// <param name="Promotion">Champion and challenger compared; absent where nothing was trained.</param>
/// <param name="Look">Which comparison it was; absent where nothing was trained.</param>
/// <param name="TrainedBecause">Why a model was trained; absent where none was.</param>
/// <param name="Challenger">The version that was trained and stays behind an update of the champion; absent otherwise.</param>
internal sealed record RetrainingEvidence(
    DatasetComparison Dataset,
    CalibrationChange? Change = null,
    AdaptedLayer? Layer = null,
    PromotionEvidence? Promotion = null,
    ComparisonLook? Look = null,
    string? TrainedBecause = null,
    string? Challenger = null);

/// <summary>
/// A comparison of a trained challenger with the champion. Looked at after every file, a true loss at the margin would pass one look of
/// twelve in
/// 23 %; so the next look waits until the table has a quarter more strokes, each at one-sided 0.025.
/// </summary>
/// <param name="Number">From 1, since the base came to serve.</param>
/// <param name="Base">The base that was compared with.</param>
/// <param name="Strokes">Strokes of the training table at this look.</param>
internal sealed record ComparisonLook(int Number, string Base, int Strokes);

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
