using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StrokeFunctions.Data;

namespace StrokeFunctions.Model;

/// <summary>
/// All trees and shape functions of a model. Both are step functions, so each feature's values fall into few bins, and everything
/// that a bin decides is computed when the model is loaded: the sum of the shape functions, and for each tree a word with one bit per
/// leaf that is still reachable. To score, the words of a patient's bins are and-ed; the lowest bit left is the leaf (leaves are numbered from left to
/// right). No branch depends on the patient. Source: Lucchese et al., QuickScorer, SIGIR 2015, with the words kept per bin.
/// </summary>
internal sealed class StepPart
{
    private const int Lanes = 4;

    private readonly StepAxis[] _axes;
    private readonly double[] _shapes;
    private readonly ulong[] _reachable;
    private readonly double[] _leaves;
    private readonly int[] _leafStart;
    private readonly int _stride;
    private readonly double _constant;
    private readonly AdditiveMember[] _additive;

    public StepPart(ModelDocument document)
    {
        var builder = new StepPartBuilder(document);
        (_axes, _shapes, _reachable, _leaves, _leafStart, _stride) =
            (builder.Axes, builder.Shapes, builder.Reachable, builder.Leaves, builder.LeafStart, builder.Stride);
        _constant = builder.Constant;
        _additive = [.. document.Members.OfType<AdditiveMember>()];
        ShapeMean = _additive.Sum(member => member.Weight * member.Shapes.Sum(Mean));
    }

    /// <summary>The mean of the shape functions over the training rows.</summary>
    public double ShapeMean { get; }

    /// <summary>The sum of all trees and shape functions.</summary>
    public double Score(in Patient patient, ReadOnlySpan<float> features)
    {
        var score = _constant;
        Span<nuint> rows = stackalloc nuint[_axes.Length];
        for (var i = 0; i < _axes.Length; i++)
        {
            var bin = _axes[i].BinOf(patient, features);
            score += _shapes[bin];
            rows[i] = (nuint)bin * (nuint)_stride;
        }

        return _stride == 0 ? score : score + TreeSum(rows);
    }

    /// <summary>Adds each input's Shapley value of the shape functions: value - mean.</summary>
    public void AddShapeContributions(ReadOnlySpan<float> features, Span<double> values)
    {
        foreach (var member in _additive)
        {
            foreach (var shape in member.Shapes)
            {
                var value = shape.Values[shape.BinOf(features[shape.Feature])];
                values[Featurizer.InputOf[shape.Feature]] += member.Weight * (value - Mean(shape));
            }
        }
    }

    private static double Mean(ShapeFunction shape)
    {
        var (sum, rows) = (0.0, 0L);
        for (var i = 0; i < shape.Values.Length; i++)
        {
            sum += shape.Values[i] * shape.Rows[i];
            rows += shape.Rows[i];
        }

        return sum / rows;
    }

    private double TreeSum(ReadOnlySpan<nuint> rows)
    {
        ref var words = ref MemoryMarshal.GetArrayDataReference(_reachable);
        var (leaves, starts) = (_leaves, _leafStart);
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0);
        for (var tree = 0; tree + 3 < starts.Length; tree += Lanes)
        {
            var reachable = Vector256.LoadUnsafe(ref words, rows[0] + (nuint)tree);
            for (var i = 1; i < rows.Length; i++) reachable &= Vector256.LoadUnsafe(ref words, rows[i] + (nuint)tree);
            first += leaves[starts[tree] + BitOperations.TrailingZeroCount(reachable[0])];
            second += leaves[starts[tree + 1] + BitOperations.TrailingZeroCount(reachable[1])];
            third += leaves[starts[tree + 2] + BitOperations.TrailingZeroCount(reachable[2])];
            fourth += leaves[starts[tree + 3] + BitOperations.TrailingZeroCount(reachable[3])];
        }

        return first + second + (third + fourth);
    }
}
