namespace StrokeFunctions.Model;

/// <summary>Search in ascending numbers.</summary>
internal static class SortedFloats
{
    /// <summary>How many of the ascending numbers are less than the value. Halves without a branch to mispredict.</summary>
    public static int CountBelow(ReadOnlySpan<float> ascending, float value)
    {
        var first = 0;
        var length = ascending.Length;
        while (length > 1)
        {
            var half = length >> 1;
            // A product, because a condition in a loop is compiled to a branch.
            var below = ascending[first + half - 1] < value ? 1 : 0;
            first += half * below;
            length -= half;
        }

        return length == 1 && ascending[first] < value ? first + 1 : first;
    }
}
