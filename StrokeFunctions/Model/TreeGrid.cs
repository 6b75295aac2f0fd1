using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Model;

/// <summary>
/// All trees of a model. They are step functions, so a patient's values fall into few bins (<see cref="TreeGridAxis"/>), and everything
/// that a bin decides is computed when the model is loaded: for each tree a word with one bit per leaf that is still reachable. To score,
/// the words of a patient's bins are and-ed; the lowest bit left is the leaf (leaves are numbered from left to right). No branch depends on
/// the patient. Source: Lucchese et al., QuickScorer, SIGIR 2015, with the words kept per bin.
/// </summary>
internal sealed class TreeGrid
{
    /// <summary>Words in a vector, one for each of as many trees.</summary>
    public const int Lanes = 8;

    private readonly TreeGridAxis[] _axes;
    private readonly uint[] _reachable;
    private readonly double[] _leaves;
    private readonly int _stride;

    public TreeGrid(ModelDocument document)
    {
        var builder = new TreeGridBuilder(document);
        (_axes, _reachable, _leaves, _stride) = (builder.Axes, builder.Reachable, builder.Leaves, builder.Stride);
        NeedsNumbersOnly = _axes.All(axis => axis.NeedsNumbersOnly);
    }

    /// <summary>What its trees ask for.</summary>
    public TreeGridAxis[] Axes => _axes;

    /// <summary>Whether no feature is asked for but those of <see cref="Featurizer.FillNumbers"/>.</summary>
    public bool NeedsNumbersOnly { get; }

    /// <summary>The sum of all trees.</summary>
    public double Score(in Patient patient, ReadOnlySpan<float> features)
    {
        if (_stride == 0) return 0;
        var rows = (stackalloc nuint[Featurizer.Count])[.._axes.Length];
        for (var i = 0; i < _axes.Length; i++)
        {
            rows[i] = (nuint)_axes[i].BinOf(patient, features) * (nuint)_stride;
        }

        return TreeSum(rows);
    }

    private double TreeSum(ReadOnlySpan<nuint> rows)
    {
        // _reachable is a table: a row for each bin of each axis, a word for each tree. The patient has one bin on each axis, so one
        // row each; and-ed word by word they leave the leaves that no question excludes. Two sums, so that one needn't wait for the other.
        ref var words = ref MemoryMarshal.GetArrayDataReference(_reachable);
        var (first, second) = (0.0, 0.0);
        var tree = 0;
        for (; tree + Lanes < _stride; tree += 2 * Lanes)
        {
            var (a, b) = (Vector256<uint>.AllBitsSet, Vector256<uint>.AllBitsSet);
            foreach (var row in rows)
            {
                var at = row + (nuint)tree;
                a &= Vector256.LoadUnsafe(ref words, at);
                b &= Vector256.LoadUnsafe(ref words, at + Lanes);
            }

            first += LeafSum(a.AsUInt64(), tree);
            second += LeafSum(b.AsUInt64(), tree + Lanes);
        }

        if (tree < _stride)
        {
            var last = Vector256<uint>.AllBitsSet;
            foreach (var row in rows) last &= Vector256.LoadUnsafe(ref words, row + (nuint)tree);
            first += LeafSum(last.AsUInt64(), tree);
        }

        return first + second;
    }

    /// <summary>
    /// The leaves of eight trees. A word has a bit for each leaf that is left, so the lowest one lies within the tree's own leaves.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double LeafSum(Vector256<ulong> reachable, int tree)
    {
        // Seen as four times 64 bits, the eight words of 32 are four pairs of trees that lie side by side, as do their leaves.
        ref var leaves = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_leaves), tree * ModelLimits.Leaves);
        return PairSum(reachable[0], ref leaves)
            + PairSum(reachable[1], ref Unsafe.Add(ref leaves, 2 * ModelLimits.Leaves))
            + (
                PairSum(reachable[2], ref Unsafe.Add(ref leaves, 4 * ModelLimits.Leaves))
                + PairSum(reachable[3], ref Unsafe.Add(ref leaves, 6 * ModelLimits.Leaves))
            );
    }

    /// <summary>The leaves of two trees, whose words are the lower and the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PairSum(ulong reachable, ref double leaves) =>
        Unsafe.Add(ref leaves, BitOperations.TrailingZeroCount((uint)reachable))
        + Unsafe.Add(ref leaves, ModelLimits.Leaves + BitOperations.TrailingZeroCount((uint)(reachable >> 32)));
}

/// <summary>Computes the tables of <see cref="TreeGrid"/> from a checked document.</summary>
internal sealed class TreeGridBuilder
{
    private readonly List<Tree> _trees = [];
    private readonly List<double> _weights = [];

    public TreeGridBuilder(ModelDocument document)
    {
        foreach (var member in document.Members.OfType<TreesMember>())
        {
            _trees.AddRange(member.Trees);
            while (_weights.Count < _trees.Count) _weights.Add(member.Weight);
        }

        Axes = TreeGridAxis.For(TreeGridAxis.CutsOf(_trees));
        Stride = (_trees.Count + TreeGrid.Lanes - 1) / TreeGrid.Lanes * TreeGrid.Lanes;
        var bins = Axes.Sum(axis => axis.BinCount);
        Reachable = new uint[bins * Stride];
        Leaves = new double[Stride * ModelLimits.Leaves];
        FillTrees();
    }

    /// <summary>What a step can be asked of.</summary>
    public TreeGridAxis[] Axes { get; }

    /// <summary>For each bin and tree, the leaves that can still be reached.</summary>
    public uint[] Reachable { get; }

    /// <summary>
    /// The weighted values of the leaves, from left to right: <see cref="ModelLimits.Leaves"/> for each tree, those that it has not are 0.
    /// </summary>
    public double[] Leaves { get; }

    /// <summary>The number of trees, rounded up to whole vectors; the rest are trees of one leaf of value 0.</summary>
    public int Stride { get; }

    private void FillTrees()
    {
        // At first every leaf can be reached; each question takes some away in the bins that answer it with "right". Why the lowest bit
        // left is the leaf: every leaf further left is under the left child of a question on the patient's path that he answers with
        // "right", and so cleared; his own is cleared by none; whatever else is left lies further right, as do bits without a leaf.
        Array.Fill(Reachable, uint.MaxValue);
        for (var tree = 0; tree < _trees.Count; tree++) FillNode(tree, 0, 0);
    }

    /// <summary>
    /// Numbers the leaves under a child from left to right and clears, for each bin that goes right, the leaves on the left.
    /// </summary>
    /// <returns>The number of the next leaf.</returns>
    private int FillNode(int index, int node, int leaf)
    {
        var tree = _trees[index];
        if (node < 0 || tree.Features.Length == 0)
        {
            Leaves[(index * ModelLimits.Leaves) + leaf] = _weights[index] * tree.LeafValues[node < 0 ? ~node : 0];
            return leaf + 1;
        }

        var middle = FillNode(index, tree.Left[node], leaf);
        var end = FillNode(index, tree.Right[node], middle);
        // Bits leaf to middle - 1: the leaves under the left child.
        var left = ((1U << (middle - leaf)) - 1) << leaf;
        var axis = AxisOf(tree.Features[node]);
        for (var bin = 0; bin < axis.BinCount; bin++)
        {
            if (axis.ValueIn(bin, tree.Features[node]) > tree.Thresholds[node])
                Reachable[((axis.FirstBin + bin) * Stride) + index] &= ~left;
        }

        return end;
    }

    private TreeGridAxis AxisOf(int feature) => Array.Find(Axes, axis => axis.Decides(feature))
        ?? throw new InvalidOperationException($"No axis decides feature {feature}.");
}
