using System.Text.Json.Serialization;

namespace StrokeFunctions.Model;

/// <summary>One trained learner within a model. Its score is a number in the learner's own units; the weight turns it into log odds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LinearMember), "linear")]
[JsonDerivedType(typeof(AdditiveMember), "additive")]
[JsonDerivedType(typeof(TreesMember), "trees")]
internal abstract record Member
{
    /// <summary>What it is, for people: the learner and its settings.</summary>
    public required string Name { get; init; }

    /// <summary>What its score is multiplied by.</summary>
    [JsonRequired]
    public double Weight { get; init; } = 1;

    /// <summary>Added to the score before the weight.</summary>
    public required double Bias { get; init; }

    /// <summary>
    /// The score before the weight, by the plainest reading of the parameters: for training and for tests.
    /// <see cref="StrokeModel"/> computes the same faster.
    /// </summary>
    /// <param name="features">As <see cref="Data.Featurizer.Fill"/> writes them.</param>
    public abstract double Score(ReadOnlySpan<float> features);
}
