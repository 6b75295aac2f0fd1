namespace StrokeFunctions.Model;

/// <summary>A step function of one feature.</summary>
internal sealed record ShapeFunction
{
    /// <summary>The index of the feature.</summary>
    public required int Feature { get; init; }

    /// <summary>Where the steps are, strictly ascending; a value equal to a bound belongs to the step below it.</summary>
    public required float[] UpperBounds { get; init; }

    /// <summary>The value of each step: one more than there are bounds.</summary>
    public required double[] Values { get; init; }

    /// <summary>How many training rows fell on each step.</summary>
    public required long[] Rows { get; init; }

    /// <summary>The step of a value: how many bounds lie below it.</summary>
    public int BinOf(float value) => SortedFloats.CountBelow(UpperBounds, value);
}
