namespace StrokeFunctions.Model;

/// <summary>
/// A binary regression tree as parallel arrays. Node 0 is the root; a child c &gt;= 0 is a node, c &lt; 0 is leaf ~c.
/// A tree of one leaf has no node.
/// </summary>
internal sealed record Tree
{
    /// <summary>The feature that each node asks for: one of the single-input features.</summary>
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
