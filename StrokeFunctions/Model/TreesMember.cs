namespace StrokeFunctions.Model;

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
