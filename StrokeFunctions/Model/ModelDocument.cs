using System.Text.Json;
using System.Text.Json.Serialization;

namespace StrokeFunctions.Model;

/// <summary>
/// What model.json holds: one log-odds function, log odds = intercept + sum over members of weight times score,
/// and what is needed to use it. It names no version and no time, so that the same data, options and seed give the same bytes.
/// </summary>
internal sealed record ModelDocument
{
    /// <summary>The format that this code writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of the file.</summary>
    [JsonRequired]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The schema that the training rows were read with.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = Data.Schema.Version;

    /// <summary>The featurizer that the members were trained on.</summary>
    [JsonRequired]
    public int FeaturizerVersion { get; init; } = Data.Featurizer.Version;

    /// <summary>The featurizer's names, so that a person can read the file; must be the featurizer's own.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Features { get; init; } = Data.Featurizer.Names;

    /// <summary>The probability at or above which a patient is flagged; over 0, under 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>The log odds when every member's score is 0 (the calibration's intercept included).</summary>
    public required double Intercept { get; init; }

    /// <summary>How many rows the final fit saw.</summary>
    public required long TrainingRows { get; init; }

    /// <summary>The mean of each feature over the training rows: what an unknown input stands for in the reasons.</summary>
    public required double[] FeatureMeans { get; init; }

    /// <summary>The members, each with its weight (the calibration's slope included).</summary>
    public required IReadOnlyList<Member> Members { get; init; }

    /// <summary>When an answer is called uncertain; null if it was not calibrated.</summary>
    public Uncertainty? Uncertainty { get; init; }

    /// <summary>What the training rows covered; null if it was not kept.</summary>
    public TrainingDomain? Domain { get; init; }

    /// <summary>The bytes of model.json.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Default.ModelDocument);
}
