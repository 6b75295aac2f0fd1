using System.Text.Json;
using System.Text.Json.Serialization;
using StrokeFunctions.Patients;

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
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The schema that the training rows were read with.</summary>
    public int SchemaVersion { get; init; } = Schema.Version;

    /// <summary>The featurizer that the members were trained on.</summary>
    public int FeaturizerVersion { get; init; } = Featurizer.Version;

    /// <summary>The featurizer's names, so that a person can read the file; must be the featurizer's own.</summary>
    public IReadOnlyList<string> Features { get; init; } = Featurizer.Names;

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

    /// <summary>What happened to patients of like probability; null in models before it was kept.</summary>
    public LikePatients? LikePatients { get; init; }

    /// <summary>What the training rows covered; null if it was not kept.</summary>
    public TrainingDomain? Domain { get; init; }

    /// <summary>
    /// Whether it was trained and calibrated on patients whose bmi was measured only. A missing one is then taken as 28 kg/m2, and strokes
    /// of such patients say nothing of its calibration. Models before this was a choice learned from everybody.
    /// </summary>
    public bool MeasuredBmiOnly { get; init; }

    /// <summary>The bytes of model.json.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Default.ModelDocument);
}

/// <summary>
/// One trained learner within a model. Its score is a number in the learner's own units; the weight turns it into log odds.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LinearMember), "linear")]
[JsonDerivedType(typeof(TreesMember), "trees")]
internal abstract record Member
{
    /// <summary>What it is, for people: the learner and its settings.</summary>
    public required string Name { get; init; }

    /// <summary>What its score is multiplied by.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Added to the score before the weight.</summary>
    public required double Bias { get; init; }

    /// <summary>
    /// The score before the weight, by the plainest reading of the parameters: for training and for tests.
    /// <see cref="StrokeModel"/> computes the same faster.
    /// </summary>
    /// <param name="features">As <see cref="Featurizer.Fill"/> writes them.</param>
    public abstract double Score(ReadOnlySpan<float> features);
}

/// <summary>A linear learner: bias + sum of weight times feature.</summary>
internal sealed record LinearMember : Member
{
    /// <summary>The indices of the features used.</summary>
    public required int[] Features { get; init; }

    /// <summary>The weight of each feature used, in the same order.</summary>
    public required double[] Weights { get; init; }

    /// <inheritdoc/>
    public override double Score(ReadOnlySpan<float> features)
    {
        var score = Bias;
        for (var i = 0; i < Features.Length; i++) score += Weights[i] * features[Features[i]];
        return score;
    }
}

/// <summary>A sum of regression trees.</summary>
internal sealed record TreesMember : Member
{
    /// <summary>The trees, their own weights already in their leaves.</summary>
    public required IReadOnlyList<Tree> Trees { get; init; }

    /// <inheritdoc/>
    public override double Score(ReadOnlySpan<float> features)
    {
        var score = Bias;
        foreach (var tree in Trees) score += tree.LeafValues[tree.LeafOf(features)];
        return score;
    }
}

/// <summary>
/// A binary regression tree as parallel arrays. Node 0 is the root; a child c &gt;= 0 is a node, c &lt; 0 is leaf ~c.
/// A tree of one leaf has no node.
/// </summary>
internal sealed record Tree
{
    /// <summary>The feature that each node asks for: an index into the featurizer's.</summary>
    public required int[] Features { get; init; }

    /// <summary>A feature less than or equal to the threshold goes left.</summary>
    public required float[] Thresholds { get; init; }

    /// <summary>The left child of each node.</summary>
    public required int[] Left { get; init; }

    /// <summary>The right child of each node.</summary>
    public required int[] Right { get; init; }

    /// <summary>The value of each leaf.</summary>
    public required double[] LeafValues { get; init; }

    /// <summary>How many training rows fell into each leaf; at least 1. They weigh the branches where an input counts as unknown.</summary>
    public required long[] LeafRows { get; init; }

    /// <summary>The leaf that a feature vector falls into.</summary>
    public int LeafOf(ReadOnlySpan<float> features)
    {
        var node = Features.Length == 0 ? -1 : 0;
        while (node >= 0) node = features[Features[node]] <= Thresholds[node] ? Left[node] : Right[node];
        return ~node;
    }
}

/// <summary>What the training rows covered, so that a patient unlike all of them is recognised.</summary>
internal sealed record TrainingDomain
{
    /// <summary>One entry per numeric column, in the schema's order: the smallest and largest value seen.</summary>
    public required IReadOnlyList<SeenRange> Ranges { get; init; }

    /// <summary>One entry per category column, in the schema's order: how many training rows had each category.</summary>
    public required IReadOnlyList<SeenCategories> Categories { get; init; }

    /// <summary>Combinations that hardly any training patient has; null in models before they were kept.</summary>
    public IReadOnlyList<UnlikePair>? Unlike { get; init; }
}

/// <summary>The values of a numeric column that the training rows had.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Minimum">The smallest, in the column's unit.</param>
/// <param name="Maximum">The largest, in the column's unit.</param>
/// <param name="MissingRows">How many rows had none.</param>
internal sealed record SeenRange(string Column, double Minimum, double Maximum, long MissingRows);

/// <summary>The categories that the training rows had.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Rows">How many rows had each category, in the schema's order.</param>
internal sealed record SeenCategories(string Column, long[] Rows);

/// <summary>How model.json is written: snake_case, no reflection. <see cref="ModelReader"/> reads it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelDocument))]
internal sealed partial class ModelJson : JsonSerializerContext;

/// <summary>A model file can't be used; names every fault found (at most 100).</summary>
internal sealed class InvalidModelException(string version, IReadOnlyList<string> faults, Exception? inner = null)
    : Exception($"Model {version} can't be used: {string.Join(" ", faults)}", inner)
{
    /// <summary>The version that was to be loaded.</summary>
    public string Version { get; } = version;

    /// <summary>The faults, each a sentence that says where, what was found and what is allowed.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
