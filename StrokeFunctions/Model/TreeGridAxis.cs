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
    private readonly Part[] _categories;
    private readonly int _missingBmi;
    private readonly float[] _thresholds;
    private readonly ThresholdGrid? _grid;
    private readonly float[] _values;
    private readonly int _feature;

    private TreeGridAxis(int[] inputs, int feature, float[] thresholds, int firstBin)
    {
        (_feature, _thresholds, FirstBin) = (feature, thresholds, firstBin);
        _parts = new Part[inputs.Length];
        BinCount = 1;
        for (var i = 0; i < inputs.Length; i++)
        {
            _parts[i] = new Part(inputs[i], BinCount);
            BinCount *= CountOf(inputs[i]);
        }

        // Whether bmi is missing is no category of its own column, so it is told apart from the others.
        _categories = Array.FindAll(_parts, part => part.Input != Schema.Bmi.Index);
        _missingBmi = Array.Find(_parts, part => part.Input == Schema.Bmi.Index).Stride;
        if (inputs.Length == 0) BinCount = thresholds.Length + 1;
        _grid = inputs.Length == 0 ? new ThresholdGrid(thresholds) : null;
        _values = inputs.Length == 0 ? [] : ValuesOfCombinations();
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

    /// <summary>
    /// The thresholds at which trees cut each feature, ascending, each once. (Written out: of LINQ over numbers a start would have to
    /// compile each method first.)
    /// </summary>
    public static float[][] CutsOf(IReadOnlyList<Tree> trees)
    {
        var counts = new int[Featurizer.Count];
        foreach (var tree in trees)
        {
            foreach (var feature in tree.Features) counts[feature]++;
        }

        var cuts = new float[Featurizer.Count][];
        for (var feature = 0; feature < cuts.Length; feature++) cuts[feature] = new float[counts[feature]];
        foreach (var tree in trees)
        {
            for (var node = 0; node < tree.Features.Length; node++)
            {
                var feature = tree.Features[node];
                cuts[feature][--counts[feature]] = tree.Thresholds[node];
            }
        }

        for (var feature = 0; feature < cuts.Length; feature++) cuts[feature] = SortedOnce(cuts[feature]);
        return cuts;
    }

    /// <summary>The axes for the cuts that a model asks for.</summary>
    public static TreeGridAxis[] For(float[][] cuts)
    {
        List<TreeGridAxis> axes = [];
        var first = 0;
        foreach (var inputs in Together(cuts)) Add(new TreeGridAxis(inputs, -1, [], first));
        for (var feature = 0; feature < cuts.Length; feature++)
        {
            if (cuts[feature].Length > 0 && !IsCategory(feature)) Add(new TreeGridAxis([], feature, cuts[feature], first));
        }

        return [.. axes];

        void Add(TreeGridAxis axis)
        {
            first += axis.BinCount;
            axes.Add(axis);
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
        foreach (var part in _categories) bin += part.Stride * (int)patient[part.Input];
        return double.IsNaN(patient[Schema.Bmi]) ? bin + _missingBmi : bin;
    }

    /// <summary>
    /// A value of one of the axis's features in one of its bins, from 0: of a range its upper end, and any larger value of the last range,
    /// which has none.
    /// </summary>
    public float ValueIn(int bin, int feature) => _parts.Length > 0
        ? _values[(bin * Featurizer.BaseCount) + feature]
        : bin < _thresholds.Length ? _thresholds[bin] : float.PositiveInfinity;

    private static float[] SortedOnce(float[] values)
    {
        Array.Sort(values);
        var count = 0;
        foreach (var value in values)
        {
            if (count == 0 || value != values[count - 1]) values[count++] = value;
        }

        return values.AsSpan(0, count).ToArray();
    }

    /// <summary>
    /// The category inputs that are asked for, on few axes: those with most categories first, each put where there is room for it. Two axes
    /// hold all that there are.
    /// </summary>
    private static List<int[]> Together(float[][] cuts)
    {
        List<int> inputs = [];
        for (var feature = 0; feature < cuts.Length; feature++)
        {
            var input = Featurizer.InputOf[feature];
            if (cuts[feature].Length > 0 && IsCategory(feature) && !inputs.Contains(input)) inputs.Add(input);
        }

        inputs.Sort((a, b) => CountOf(a) == CountOf(b) ? a.CompareTo(b) : CountOf(b).CompareTo(CountOf(a)));
        List<int[]> axes = [];
        foreach (var input in inputs)
        {
            var axis = axes.FindIndex(others => Combinations(others) * CountOf(input) <= MaxCombinations);
            if (axis < 0) axes.Add([input]);
            else axes[axis] = [.. axes[axis], input];
        }

        return axes;
    }

    private static int Combinations(int[] inputs)
    {
        var count = 1;
        foreach (var input in inputs) count *= CountOf(input);
        return count;
    }

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

    /// <summary>One input of a combination, and how far apart the bins of its values are.</summary>
    private readonly record struct Part(int Input, int Stride);
}

/// <summary>
/// Search in ascending thresholds by a grid of equal cells: the cell of a value says how many thresholds lie in the cells before it, and
/// the few of its own are looked at one by one. The cell never falls as the value rises, whatever is rounded, so the count is exact.
/// </summary>
internal sealed class ThresholdGrid
{
    /// <summary>Where thresholds are spread evenly, three cells of four hold none.</summary>
    private const int CellsPerThreshold = 16;

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
