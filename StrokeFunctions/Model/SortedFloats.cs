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
            first += ascending[first + half - 1] < value ? half : 0;
            length -= half;
        }

        return length == 1 && ascending[first] < value ? first + 1 : first;
    }
}
