namespace StrokeFunctions.Model;

/// <summary>Computes the tables of <see cref="StepPart"/> from a checked document.</summary>
internal sealed class StepPartBuilder
{
    private readonly List<(Tree Tree, double Weight)> _trees;
    private readonly List<(ShapeFunction Shape, double Weight)> _shapes;

    public StepPartBuilder(ModelDocument document)
    {
        _trees = [.. document.Members.OfType<TreesMember>().SelectMany(member => member.Trees.Select(tree => (tree, member.Weight)))];
        _shapes = [.. document.Members.OfType<AdditiveMember>().SelectMany(member => member.Shapes.Select(shape => (shape, member.Weight)))];
        Axes = [.. StepAxis.For(Cuts())];
        Stride = (_trees.Count + StepPart.TreesAtATime - 1) / StepPart.TreesAtATime * StepPart.TreesAtATime;
        var bins = Axes.Sum(axis => axis.BinCount);
        Shapes = new double[bins];
        Reachable = new uint[bins * Stride];
        Leaves = new double[Stride * ModelLimits.Leaves];
        FillShapes();
        FillTrees();
    }

    /// <summary>What a step can be asked of.</summary>
    public StepAxis[] Axes { get; }

    /// <summary>The sum of the shape functions in each bin.</summary>
    public double[] Shapes { get; }

    /// <summary>For each bin and tree, the leaves that can still be reached.</summary>
    public uint[] Reachable { get; }

    /// <summary>The weighted values of the leaves, from left to right: <see cref="ModelLimits.Leaves"/> for each tree, those that it has not are 0.</summary>
    public double[] Leaves { get; }

    /// <summary>The sum of the shape functions without a step.</summary>
    public double Constant { get; private set; }

    /// <summary>The number of trees, rounded up to whole vectors; the rest are trees of one leaf of value 0.</summary>
    public int Stride { get; }

    private ILookup<int, float> Cuts() => _trees.SelectMany(pair => pair.Tree.Features.Zip(pair.Tree.Thresholds))
        .Concat(_shapes.SelectMany(pair => pair.Shape.UpperBounds.Select(bound => (pair.Shape.Feature, bound))))
        .ToLookup(cut => cut.Item1, cut => cut.Item2);

    private void FillShapes()
    {
        foreach (var (shape, weight) in _shapes)
        {
            if (shape.UpperBounds.Length == 0)
            {
                Constant += weight * shape.Values[0];
                continue;
            }

            var axis = AxisOf(shape.Feature);
            for (var bin = 0; bin < axis.BinCount; bin++)
            {
                Shapes[axis.FirstBin + bin] += weight * shape.Values[shape.BinOf(axis.ValueIn(bin, shape.Feature))];
            }
        }
    }

    private void FillTrees()
    {
        Array.Fill(Reachable, uint.MaxValue);
        for (var tree = 0; tree < _trees.Count; tree++) FillNode(tree, 0, 0);
    }

    /// <summary>Numbers the leaves under a child from left to right and clears, for each bin that goes right, the leaves on the left.</summary>
    /// <returns>The number of the next leaf.</returns>
    private int FillNode(int index, int node, int leaf)
    {
        var (tree, weight) = _trees[index];
        if (node < 0 || tree.Features.Length == 0)
        {
            Leaves[(index * ModelLimits.Leaves) + leaf] = weight * tree.LeafValues[node < 0 ? ~node : 0];
            return leaf + 1;
        }

        var middle = FillNode(index, tree.Left[node], leaf);
        var end = FillNode(index, tree.Right[node], middle);
        var left = ((1U << (middle - leaf)) - 1) << leaf;
        var axis = AxisOf(tree.Features[node]);
        for (var bin = 0; bin < axis.BinCount; bin++)
        {
            if (axis.ValueIn(bin, tree.Features[node]) > tree.Thresholds[node]) Reachable[((axis.FirstBin + bin) * Stride) + index] &= ~left;
        }

        return end;
    }

    private StepAxis AxisOf(int feature) => Array.Find(Axes, axis => axis.Decides(feature))
        ?? throw new InvalidOperationException($"No axis decides feature {feature}.");
}
