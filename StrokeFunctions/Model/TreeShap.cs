using System.Numerics;
using System.Runtime.Intrinsics;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Model;

/// <summary>
/// Exact Shapley values of a sum of trees over the ten inputs. An unknown input follows both branches, weighed by training rows
/// (Lundberg et al., From local explanations to global understanding with explainable AI for trees, 2020: path-dependent).
/// </summary>
/// <remarks>
/// With x known for the inputs in S only, a leaf of value v counts v times the product over the inputs p asked on its path of
/// o(p) if p is in S, else z(p), where o is 1 if the patient passes all questions of p on the path and else 0, and z is the product of the
/// shares of training rows that do. The Shapley value of p in such a product is (o(p) - z(p)) times the integral over t from 0 to 1 of the
/// product over the other inputs of z + t (o - z): a polynomial of degree d - 1 for d inputs on the path. Gauss-Legendre quadrature with
/// four points is exact up to degree 7, with eight points up to degree 15; ten inputs need 9. One walk through the tree gives all of it.
/// </remarks>
internal sealed class TreeShap
{
    /// <summary>Most inputs on a path for which four points are exact.</summary>
    private const int FourPointInputs = 8;

    private static readonly Quadrature Four = new(
        Vector256.Create(0.069431844202973713, 0.33000947820757187, 0.66999052179242813, 0.93056815579702629),
        Vector256.Create(0.17392742256872692, 0.32607257743127307, 0.32607257743127307, 0.17392742256872692));

    private static readonly Quadrature[] Eight =
    [
        new(Vector256.Create(0.019855071751231884, 0.10166676129318663, 0.2372337950418355, 0.40828267875217511),
            Vector256.Create(0.050614268145188129, 0.11119051722668724, 0.15685332293894363, 0.18134189168918099)),
        new(Vector256.Create(0.59171732124782489, 0.7627662049581645, 0.89833323870681337, 0.98014492824876812),
            Vector256.Create(0.18134189168918099, 0.15685332293894363, 0.11119051722668724, 0.050614268145188129)),
    ];

    public TreeShap(ModelDocument document)
    {
        Trees = [.. document.Members.OfType<TreesMember>()
            .SelectMany(member => member.Trees.Select(tree => new WeightedTree(tree, member.Weight)))];
        Mean = Trees.Sum(tree => tree.Mean);
    }

    /// <summary>The trees.</summary>
    public IReadOnlyList<WeightedTree> Trees { get; }

    /// <summary>The mean over the training rows.</summary>
    public double Mean { get; }

    /// <summary>Adds each input's Shapley value in one tree, which has a question.</summary>
    public static void AddContributions(WeightedTree tree, ReadOnlySpan<float> features, Span<double> values)
    {
        var walk = new Walk(features, values, stackalloc InputState[Patient.Count]);
        // The integral is a weighted sum over points; a vector holds four, and eight take two walks.
        ReadOnlySpan<Quadrature> parts = tree.InputsOnAPath <= FourPointInputs ? [Four] : Eight;
        foreach (var part in parts) walk.Start(tree, part);
    }

    private readonly record struct Quadrature(Vector256<double> Points, Vector256<double> Weights);

    /// <summary>An input on the path from the root: its o and z of the remarks.</summary>
    private readonly record struct InputState(double Passes, double Share);

    private readonly ref struct Walk(ReadOnlySpan<float> features, Span<double> values, Span<InputState> inputs)
    {
        private readonly ReadOnlySpan<float> _features = features;
        private readonly Span<double> _values = values;
        private readonly Span<InputState> _inputs = inputs;

        public void Start(WeightedTree tree, in Quadrature quadrature)
        {
            _inputs.Fill(new InputState(1, 1));
            Visit(tree, quadrature, 0, Vector256<double>.One);
        }

        /// <summary>The sum over the leaves below of value times product at each quadrature point; adds to the values on the way.</summary>
        private Vector256<double> Visit(WeightedTree tree, in Quadrature quadrature, int node, Vector256<double> product)
        {
            // A child below 0 is a leaf, ~child its index. On arrival the product has a factor of every input on the path.
            if (node < 0) return product * (tree.Weight * tree.Tree.LeafValues[~node]);
            var feature = tree.Tree.Features[node];
            // Both branches are walked: where the input is not known, the training rows go both ways.
            var passesLeft = _features[feature] <= tree.Tree.Thresholds[node];
            return Branch(tree, quadrature, feature, tree.Tree.Left[node], passesLeft, tree.LeftShare[node], product)
                + Branch(tree, quadrature, feature, tree.Tree.Right[node], !passesLeft, 1 - tree.LeftShare[node], product);
        }

        private Vector256<double> Branch(
            WeightedTree tree, in Quadrature quadrature, int feature, int child, bool passes, double share, Vector256<double> product)
        {
            var input = Featurizer.InputOf[feature];
            // A path may ask for the same input more than once. Its o and z are products over all its questions, and it has one factor
            // z + t (o - z): the one before this question is divided out, the one with it multiplied in. z is above 0, as every leaf
            // has training rows, and all t are within 0 and 1, so a factor is never 0.
            var before = _inputs[input];
            var after = new InputState(passes ? before.Passes : 0, before.Share * share);
            var factorBefore = Factor(before, quadrature);
            var factorAfter = Factor(after, quadrature);

            // Set while the part below is walked, and put back for the other branch.
            _inputs[input] = after;
            var below = Visit(tree, quadrature, child, product * factorAfter / factorBefore);
            _inputs[input] = before;

            // Each leaf below owes the input (o - z) times the product of the others, which is the whole product over the input's own
            // factor. What was credited for the questions above counts the same leaves: it is taken off, so that in the end each leaf is
            // credited once, with the o and z of all questions on its path.
            var slope = (Difference(after) / factorAfter) - (Difference(before) / factorBefore);
            _values[input] += Vector256.Sum(quadrature.Weights * slope * below);
            return below;
        }

        private static Vector256<double> Difference(InputState input) => Vector256.Create(input.Passes - input.Share);

        private static Vector256<double> Factor(InputState input, in Quadrature quadrature) =>
            Vector256.Create(input.Share) + (quadrature.Points * (input.Passes - input.Share));
    }
}

/// <summary>A tree with its member's weight and what its training rows say of its branches.</summary>
internal sealed class WeightedTree
{
    public WeightedTree(Tree tree, double weight)
    {
        Tree = tree;
        Weight = weight;
        Inputs = [.. tree.Features.Select(feature => Featurizer.InputOf[feature]).Distinct().Order()];
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

    /// <summary>The inputs that it asks for, ascending.</summary>
    public int[] Inputs { get; }

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
