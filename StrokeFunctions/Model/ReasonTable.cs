using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Model;

/// <summary>
/// What was computed of <see cref="TreeShap"/>, kept: patients whom a tree can't tell apart owe it the same Shapley values. A tree asks few
/// questions, so it divides all patients into few cells, one for each way in which its questions can be answered. The first patient of a
/// cell is computed, and those after him are looked up. Where a cell's values stand is decided when the model is loaded: a place for each
/// bin of each axis (<see cref="TreeGridAxis"/>) and each tree, which added over a patient's bins are the place of his cell.
/// </summary>
/// <remarks>
/// A cell's values depend only on how its questions are answered, so they are the same bits whoever came first, and two threads that
/// compute one cell at once write the same. A tree of more than <see cref="MaxCells"/> cells, and what follows when
/// <see cref="MaxBytes"/> are given away, is computed each time: to the same bits.
/// </remarks>
internal sealed class ReasonTable
{
    /// <summary>Most bytes of the values of all trees; they are asked of the system only as cells are met.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Most cells of one tree: of trees of 20 leaves few have more.</summary>
    public const int MaxCells = 32 * 1024;

    /// <summary>Trees whose places are added together.</summary>
    private const int Lanes = 8;

    private readonly TreeShap _shap;
    private readonly TreeGridAxis[] _axes;
    private readonly WeightedTree[] _kept;
    private readonly WeightedTree[] _others;
    private readonly int _stride;

    /// <summary>A row for each bin of each axis, in it a place for each kept tree.</summary>
    private readonly uint[] _places;

    /// <summary>The cells of all kept trees: a value for each input that the tree asks for, the first +0 while it is empty.</summary>
    private readonly double[] _values;

    /// <param name="document">The model, checked.</param>
    /// <param name="axes">What its trees ask for.</param>
    public ReasonTable(ModelDocument document, TreeGridAxis[] axes)
    {
        _axes = axes;
        _shap = new TreeShap(document);
        // A tree of one leaf says the same of everybody: no input has a share in it.
        WeightedTree[] trees = [.. _shap.Trees.Where(tree => tree.Tree.Features.Length > 0)];
        _stride = (trees.Length + Lanes - 1) / Lanes * Lanes;
        _places = new uint[axes.Sum(axis => axis.BinCount) * _stride];
        (List<WeightedTree> kept, List<WeightedTree> others, var length) = ([], [], 0L);
        foreach (var tree in trees)
        {
            AxisAnswers[] answers = [.. axes.Select(axis => new AxisAnswers(axis, tree.Tree))];
            var cells = answers.Aggregate(1L, (product, axis) => Math.Min(product * axis.Count, int.MaxValue));
            var end = length + (cells * tree.Inputs.Length);
            if (cells <= MaxCells && end * sizeof(double) <= MaxBytes)
            {
                FillPlaces(kept.Count, length, tree.Inputs.Length, answers);
                kept.Add(tree);
                length = end;
            }
            else
            {
                others.Add(tree);
            }
        }

        (_kept, _others) = ([.. kept], [.. others]);
        _values = new double[length];
    }

    /// <summary>The mean of all trees over the training rows.</summary>
    public double Mean => _shap.Mean;

    /// <summary>How many trees are looked up, and how many computed each time.</summary>
    public (int Kept, int Computed) Trees => (_kept.Length, _others.Length);

    /// <summary>Bytes of the values, if every cell is met. The places take as many as the scorer's words.</summary>
    public long Bytes => _values.LongLength * sizeof(double);

    /// <summary>Adds each input's Shapley value.</summary>
    public void AddContributions(in Patient patient, ReadOnlySpan<float> features, Span<double> values)
    {
        Span<uint> places = stackalloc uint[Math.Min(_stride, 1024)];
        if (_stride > places.Length) places = new uint[_stride];
        AddPlaces(patient, features, places);
        Span<double> computed = stackalloc double[Patient.Count];
        for (var i = 0; i < _kept.Length; i++)
        {
            var inputs = _kept[i].Inputs;
            var cell = _values.AsSpan((int)places[i], inputs.Length);
            // The first value is written last and read first, so that a cell which isn't empty is whole.
            if (BitConverter.DoubleToInt64Bits(Volatile.Read(ref cell[0])) == 0) Fill(cell, _kept[i], features, computed);
            for (var k = 0; k < inputs.Length; k++) values[inputs[k]] += cell[k];
        }

        foreach (var tree in _others)
        {
            computed.Clear();
            TreeShap.AddContributions(tree, features, computed);
            foreach (var input in tree.Inputs) values[input] += computed[input];
        }
    }

    private static void Fill(Span<double> cell, WeightedTree tree, ReadOnlySpan<float> features, Span<double> computed)
    {
        computed.Clear();
        TreeShap.AddContributions(tree, features, computed);
        for (var k = cell.Length - 1; k > 0; k--) cell[k] = computed[tree.Inputs[k]];
        // -0 adds the same as +0, which says that the cell is empty.
        var first = computed[tree.Inputs[0]];
        Volatile.Write(ref cell[0], first == 0 ? -0.0 : first);
    }

    private void AddPlaces(in Patient patient, ReadOnlySpan<float> features, Span<uint> places)
    {
        var rows = (stackalloc nuint[Featurizer.Count])[.._axes.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = (nuint)_axes[i].BinOf(patient, features) * (nuint)_stride;
        ref var table = ref MemoryMarshal.GetArrayDataReference(_places);
        for (var tree = 0; tree < _stride; tree += Lanes)
        {
            var sum = Vector256<uint>.Zero;
            foreach (var row in rows) sum += Vector256.LoadUnsafe(ref table, row + (nuint)tree);
            sum.CopyTo(places[tree..]);
        }
    }

    /// <param name="column">The tree's column in the table of places.</param>
    /// <param name="start">Where its cells begin.</param>
    /// <param name="step">How long a cell is.</param>
    /// <param name="answers">How its questions can be answered on each axis.</param>
    private void FillPlaces(int column, long start, long step, AxisAnswers[] answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            for (var bin = 0; bin < _axes[i].BinCount; bin++)
                _places[((_axes[i].FirstBin + bin) * _stride) + column] = (uint)(start + (step * answers[i].Of[bin]));
            // The start is counted on one axis only.
            start = 0;
            step *= answers[i].Count;
        }
    }

    /// <summary>The ways in which a tree's questions on one axis can be answered, numbered from 0.</summary>
    private sealed class AxisAnswers
    {
        public AxisAnswers(TreeGridAxis axis, Tree tree)
        {
            Of = new int[axis.BinCount];
            int[] questions = [.. Enumerable.Range(0, tree.Features.Length).Where(node => axis.Decides(tree.Features[node]))];
            // On an axis of numbers the answers change where one of the thresholds is passed; combinations come in no such order.
            Count = questions.Length == 0 ? 1 : axis.IsOrdered ? Steps(axis, tree, questions) : Combinations(axis, tree, questions);
        }

        /// <summary>How many there are; 1 where nothing is asked.</summary>
        public int Count { get; }

        /// <summary>The number for each bin of the axis.</summary>
        public int[] Of { get; }

        private int Steps(TreeGridAxis axis, Tree tree, int[] questions)
        {
            foreach (var node in questions)
            {
                var (low, high) = (0, axis.BinCount - 1);
                while (low < high)
                {
                    var middle = (low + high) / 2;
                    if (axis.ValueIn(middle, tree.Features[node]) > tree.Thresholds[node]) high = middle;
                    else low = middle + 1;
                }

                Of[low] = 1;
            }

            for (var bin = 1; bin < Of.Length; bin++) Of[bin] += Of[bin - 1];
            return Of[^1] + 1;
        }

        private int Combinations(TreeGridAxis axis, Tree tree, int[] questions)
        {
            var seen = new uint[Of.Length];
            var count = 0;
            for (var bin = 0; bin < Of.Length; bin++)
            {
                var answer = 0U;
                foreach (var node in questions)
                    answer = (answer << 1) | (axis.ValueIn(bin, tree.Features[node]) > tree.Thresholds[node] ? 1U : 0U);
                var known = Array.IndexOf(seen, answer, 0, count);
                if (known < 0) seen[known = count++] = answer;
                Of[bin] = known;
            }

            return count;
        }
    }
}
