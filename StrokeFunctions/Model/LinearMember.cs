namespace StrokeFunctions.Model;

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
