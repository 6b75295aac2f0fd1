using System.Numerics;
using StrokeFunctions.Data;

namespace StrokeFunctions.Model;

/// <summary>A tree with its member's weight and what its training rows say of its branches.</summary>
internal sealed class WeightedTree
{
    public WeightedTree(Tree tree, double weight)
    {
        Tree = tree;
        Weight = weight;
        LeftShare = new double[tree.Features.Length];
        if (tree.Features.Length > 0) Visit(0, 0);
        var rows = 0L;
        for (var leaf = 0; leaf < tree.LeafRows.Length; leaf++)
        {
            rows += tree.LeafRows[leaf];
            Mean += weight * tree.LeafValues[leaf] * tree.LeafRows[leaf];
        }

        Mean /= rows;
    }

    /// <summary>The tree.</summary>
    public Tree Tree { get; }

    /// <summary>What its leaves are multiplied by.</summary>
    public double Weight { get; }

    /// <summary>The share of a node's training rows that go left.</summary>
    public double[] LeftShare { get; }

    /// <summary>The most inputs that any path asks for.</summary>
    public int InputsOnAPath { get; private set; }

    /// <summary>The weighted mean over the training rows.</summary>
    public double Mean { get; }

    private long Visit(int node, int inputs)
    {
        if (node < 0)
        {
            InputsOnAPath = Math.Max(InputsOnAPath, BitOperations.PopCount((uint)inputs));
            return Tree.LeafRows[~node];
        }

        inputs |= 1 << Featurizer.InputOf[Tree.Features[node]];
        var left = Visit(Tree.Left[node], inputs);
        var rows = left + Visit(Tree.Right[node], inputs);
        LeftShare[node] = (double)left / rows;
        return rows;
    }
}
