using StrokeFunctions.Patients;

namespace StrokeFunctions.Model;

/// <summary>
/// One thing that steps are asked of: a numeric feature cut at its thresholds, or several category columns together,
/// a bin for each combination.
/// </summary>
internal sealed class TreeGridAxis
{
    /// <summary>Most combinations of category columns on one axis: few axes make a fast sum, few bins a small table.</summary>
    private const int MaxCombinations = 64;

    private readonly Part[] _parts;
    private readonly float[] _thresholds;
    private readonly ThresholdGrid? _grid;
    private readonly float[] _values;
    private readonly int _feature;

    private TreeGridAxis(Part[] parts, int feature, float[] thresholds, int firstBin)
    {
        (_parts, _feature, _thresholds, FirstBin) = (parts, feature, thresholds, firstBin);
        BinCount = parts.Length == 0 ? thresholds.Length + 1 : Combinations(parts);
        _grid = parts.Length == 0 ? new ThresholdGrid(thresholds) : null;
        _values = parts.Length == 0 ? [] : ValuesOfCombinations();
    }

    /// <summary>The number of its first bin among the bins of all axes.</summary>
    public int FirstBin { get; }

    /// <summary>How many bins it has.</summary>
    public int BinCount { get; }

    /// <summary>
    /// Whether <see cref="Featurizer.FillNumbers"/> writes all that decides it: categories are read from the patient himself.
    /// </summary>
    public bool NeedsNumbersOnly => _feature < Featurizer.BaseCount;

    /// <summary>Whether a feature takes a few values only: that of a category column, or the flag of a missing bmi.</summary>
    public static bool IsCategory(int feature) =>
        feature == Featurizer.BmiMissing || Schema.Inputs[Featurizer.InputOf[feature]] is CategoryColumn;

    /// <summary>The axes for the cuts that a model asks for.</summary>
    public static IEnumerable<TreeGridAxis> For(ILookup<int, float> cuts)
    {
        var first = 0;
        int[] features = [.. cuts.Select(cut => cut.Key).Order()];
        foreach (var inputs in Together(features.Where(IsCategory).Select(feature => Featurizer.InputOf[feature]).Distinct()))
            yield return Next(new TreeGridAxis(inputs, -1, [], first));
        foreach (var feature in features.Where(feature => !IsCategory(feature)))
        {
            yield return Next(new TreeGridAxis([], feature, [.. cuts[feature].Distinct().Order()], first));
        }

        TreeGridAxis Next(TreeGridAxis axis)
        {
            first += axis.BinCount;
            return axis;
        }
    }

    /// <summary>Whether its bins are ranges of one number, ascending.</summary>
    public bool IsOrdered => _grid is not null;

    /// <summary>Whether the axis decides a feature.</summary>
    public bool Decides(int feature) => _parts.Length == 0
        ? feature == _feature
        : IsCategory(feature) && Array.Exists(_parts, part => part.Input == Featurizer.InputOf[feature]);

    /// <summary>The bin of a patient, numbered over all axes.</summary>
    public int BinOf(in Patient patient, ReadOnlySpan<float> features)
    {
        if (_grid is not null) return FirstBin + _grid.CountBelow(features[_feature]);
        var bin = FirstBin;
        foreach (var part in _parts) bin += part.Stride * part.CodeOf(patient[part.Input]);
        return bin;
    }

    /// <summary>
    /// A value of one of the axis's features in one of its bins, from 0: of a range its upper end, and any larger value of the last range,
    /// which has none.
    /// </summary>
    public float ValueIn(int bin, int feature) => _parts.Length > 0
        ? _values[(bin * Featurizer.BaseCount) + feature]
        : bin < _thresholds.Length ? _thresholds[bin] : float.PositiveInfinity;

    /// <summary>
    /// Divides inputs among as few axes as the largest first, each put where there is room for it, needs: two for all that there are.
    /// </summary>
    private static List<Part[]> Together(IEnumerable<int> inputs)
    {
        List<Part[]> axes = [];
        foreach (var input in inputs.OrderByDescending(CountOf).ThenBy(input => input))
        {
            var axis = axes.FindIndex(parts => Combinations(parts) * CountOf(input) <= MaxCombinations);
            if (axis < 0) axes.Add([new Part(input, 1)]);
            else axes[axis] = [.. axes[axis], new Part(input, Combinations(axes[axis]))];
        }

        return axes;
    }

    private static int Combinations(Part[] parts) => parts[^1].Stride * CountOf(parts[^1].Input);

    private static int CountOf(int input) => Schema.Inputs[input] is CategoryColumn category ? category.Categories.Count : 2;

    private float[] ValuesOfCombinations()
    {
        var values = new float[BinCount * Featurizer.BaseCount];
        Span<float> features = stackalloc float[Featurizer.Count];
        for (var bin = 0; bin < BinCount; bin++)
        {
            var patient = Patient.From([0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
            foreach (var part in _parts)
            {
                var code = bin / part.Stride % CountOf(part.Input);
                patient[part.Input] = Schema.Inputs[part.Input] is CategoryColumn ? code : code == 1 ? double.NaN : 0;
            }

            Featurizer.Fill(patient, features);
            features[..Featurizer.BaseCount].CopyTo(values.AsSpan(bin * Featurizer.BaseCount));
        }

        return values;
    }

    /// <summary>One input of a combination.</summary>
    private readonly record struct Part(int Input, int Stride)
    {
        private readonly bool _isFlagOfMissing = Schema.Inputs[Input] is NumericColumn;

        /// <summary>The index of a category; for bmi 1 if it is missing and 0 if not.</summary>
        public int CodeOf(double value) => _isFlagOfMissing ? double.IsNaN(value) ? 1 : 0 : (int)value;
    }
}

/// <summary>
/// Search in ascending thresholds by a grid of equal cells: the cell of a value says how many thresholds lie in the cells before it, and
/// the few of its own are looked at one by one. The cell never falls as the value rises, whatever is rounded, so the count is exact.
/// </summary>
internal sealed class ThresholdGrid
{
    /// <summary>Where thresholds are spread evenly, three cells of four hold none.</summary>
    private const int CellsPerThreshold = 4;

    private readonly float[] _thresholds;
    private readonly int[] _before;
    private readonly float _scale;

    /// <param name="thresholds">Ascending and finite; at least one.</param>
    public ThresholdGrid(float[] thresholds)
    {
        // The last one stops the search and is less than nothing.
        _thresholds = [.. thresholds, float.PositiveInfinity];
        _before = new int[thresholds.Length * CellsPerThreshold];
        var scale = (_before.Length - 1) / (thresholds[^1] - thresholds[0]);
        _scale = float.IsFinite(scale) ? scale : 0;
        var next = 0;
        for (var cell = 0; cell < _before.Length; cell++)
        {
            while (next < thresholds.Length && CellOf(thresholds[next]) < cell) next++;
            _before[cell] = next;
        }
    }

    /// <summary>How many thresholds are less than a value, which is a number.</summary>
    public int CountBelow(float value)
    {
        var count = _before[CellOf(value)];
        while (_thresholds[count] < value) count++;
        return count;
    }

    private int CellOf(float value) => (int)float.MinNative(float.MaxNative((value - _thresholds[0]) * _scale, 0), _before.Length - 1);
}
