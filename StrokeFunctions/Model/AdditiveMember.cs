namespace StrokeFunctions.Model;

/// <summary>A generalised additive learner: bias + sum of one shape function per feature.</summary>
internal sealed record AdditiveMember : Member
{
    /// <summary>The shape functions, at most one per feature.</summary>
    public required IReadOnlyList<ShapeFunction> Shapes { get; init; }

    /// <inheritdoc/>
    public override double Score(ReadOnlySpan<float> features)
    {
        var score = Bias;
        foreach (var shape in Shapes) score += shape.Values[shape.BinOf(features[shape.Feature])];
        return score;
    }
}
