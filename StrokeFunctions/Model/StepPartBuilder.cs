using StrokeFunctions.Data;

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
        Axes = [.. FindAxes()];
        Stride = (_trees.Count + 3) / 4 * 4;
        var bins = Axes.Sum(axis => axis.BinCount);
        Shapes = new double[bins];
        Reachable = new ulong[bins * Stride];
        LeafStart = new int[Stride];
        FillShapes();
        Leaves = FillTrees();
    }

    /// <summary>What a step can be asked of.</summary>
    public StepAxis[] Axes { get; }

    /// <summary>The sum of the shape functions in each bin.</summary>
    public double[] Shapes { get; }

    /// <summary>For each bin and tree, the leaves that can still be reached.</summary>
    public ulong[] Reachable { get; }

    /// <summary>The weighted values of the leaves of all trees, from left to right.</summary>
    public double[] Leaves { get; }

    /// <summary>Where each tree's leaves begin.</summary>
    public int[] LeafStart { get; }

    /// <summary>The sum of the shape functions without a step.</summary>
    public double Constant { get; private set; }

    /// <summary>The number of trees, rounded up to whole vectors; the rest are trees of one leaf of value 0.</summary>
    public int Stride { get; }

    private static bool IsCategory(int feature) => Schema.Inputs[Featurizer.InputOf[feature]] is CategoryColumn;

    private IEnumerable<StepAxis> FindAxes()
    {
        var cuts = _trees.SelectMany(pair => pair.Tree.Features.Zip(pair.Tree.Thresholds))
            .Concat(_shapes.SelectMany(pair => pair.Shape.UpperBounds.Select(bound => (pair.Shape.Feature, bound))))
            .ToLookup(cut => cut.Item1, cut => cut.Item2);
        var first = 0;
        foreach (var group in cuts.Select(cut => cut.Key).Order().GroupBy(feature => IsCategory(feature) ? Featurizer.InputOf[feature] : -1 - feature))
        {
            var category = group.Key >= 0 ? (CategoryColumn)Schema.Inputs[group.Key] : null;
            var thresholds = category is null ? cuts[group.First()].Distinct().Order().ToArray() : [];
            var axis = new StepAxis(category, group.First(), thresholds, first);
            first += axis.BinCount;
            yield return axis;
        }
    }

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
                // A range's upper end stands for the range; the last has none, and any larger value does.
                var value = axis.ValueIn(bin, shape.Feature)
                    ?? (bin < axis.Thresholds.Length ? axis.Thresholds[bin] : float.PositiveInfinity);
                Shapes[axis.FirstBin + bin] += weight * shape.Values[shape.BinOf(value)];
            }
        }
    }

    private double[] FillTrees()
    {
        Array.Fill(Reachable, ulong.MaxValue);
        List<double> leaves = [];
        for (var tree = 0; tree < Stride; tree++)
        {
            LeafStart[tree] = leaves.Count;
            if (tree < _trees.Count) FillNode(tree, 0, leaves);
            else leaves.Add(0);
        }

        return [.. leaves];
    }

    /// <summary>Numbers the leaves under a child from left to right and clears, for each bin that goes right, the leaves on the left.</summary>
    private void FillNode(int index, int node, List<double> leaves)
    {
        var (tree, weight) = _trees[index];
        if (node < 0 || tree.Features.Length == 0)
        {
            leaves.Add(weight * tree.LeafValues[node < 0 ? ~node : 0]);
            return;
        }

        var before = leaves.Count - LeafStart[index];
        FillNode(index, tree.Left[node], leaves);
        var after = leaves.Count - LeafStart[index];
        FillNode(index, tree.Right[node], leaves);

        var left = ((1UL << (after - before)) - 1) << before;
        var axis = AxisOf(tree.Features[node]);
        for (var bin = 0; bin < axis.BinCount; bin++)
        {
            var value = axis.ValueIn(bin, tree.Features[node])
                ?? (bin < axis.Thresholds.Length ? axis.Thresholds[bin] : float.PositiveInfinity);
            if (value > tree.Thresholds[node]) Reachable[((axis.FirstBin + bin) * Stride) + index] &= ~left;
        }
    }

    private StepAxis AxisOf(int feature)
    {
        foreach (var axis in Axes)
        {
            if (axis.Category is null ? axis.Feature == feature : axis.Category.Index == Featurizer.InputOf[feature]) return axis;
        }

        throw new InvalidOperationException($"No axis for feature {feature}.");
    }
}
