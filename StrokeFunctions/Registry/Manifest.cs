namespace StrokeFunctions.Registry;

/// <summary>What is known of one model version: models/{version}/manifest.json. Written once, never changed.</summary>
internal sealed record Manifest
{
    /// <summary>Bump when a field changes its meaning; a reader refuses what it does not know.</summary>
    public const int CurrentSchema = 1;

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
    public Evaluation? Evaluation { get; init; }

    /// <summary>What the training rows looked like, to measure drift against.</summary>
    public ReferenceProfile? Reference { get; init; }

    /// <summary>Every family of models that was tried, and which was chosen.</summary>
    public IReadOnlyList<CandidateScore> Candidates { get; init; } = [];

    /// <summary>Why it was trained, and what was decided then.</summary>
    public Decision? Decision { get; init; }

    /// <summary>What is odd about the rows or the model, in words for people; usually nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
