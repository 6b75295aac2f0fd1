using System.Collections;

namespace StrokeFunctions.Monitoring;

/// <summary>Some rows of a window with the model's probabilities, without copying a row: a million rows of 100 bytes are held once only.</summary>
/// <param name="rows">The window's rows.</param>
/// <param name="probabilities">One for each of them.</param>
/// <param name="indices">Which rows are selected.</param>
internal sealed class RowSelection(IReadOnlyList<WindowRow> rows, double[] probabilities, IReadOnlyList<int> indices) : IReadOnlyList<WindowRow>
{
    /// <inheritdoc/>
    public int Count => indices.Count;

    /// <inheritdoc/>
    public WindowRow this[int index] => rows[indices[index]] with { Probability = probabilities[indices[index]] };

    /// <summary>Those of the selected rows that fulfil a condition.</summary>
    public RowSelection Where(Func<WindowRow, bool> condition) => new(rows, probabilities, [.. indices.Where(i => condition(rows[i]))]);

    /// <summary>One number of each selected row.</summary>
    public double[] Numbers(Func<WindowRow, double> number)
    {
        var numbers = new double[Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = number(this[i]);
        return numbers;
    }

    /// <inheritdoc/>
    public IEnumerator<WindowRow> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
