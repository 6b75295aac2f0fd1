namespace StrokeFunctions.Model;

/// <summary>
/// Search in ascending thresholds by a grid of equal cells: the cell of a value says how many thresholds lie in the cells before it, and the few of its
/// own are looked at one by one. The cell never falls as the value rises, whatever is rounded, so the count is exact.
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
