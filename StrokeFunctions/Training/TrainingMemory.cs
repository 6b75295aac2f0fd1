namespace StrokeFunctions.Training;

/// <summary>How much memory a training may take here: it says no before it begins, so that nothing ends it in its midst.</summary>
/// <param name="AvailableBytes">What the process may take.</param>
internal sealed record TrainingMemory(long AvailableBytes)
{
    /// <summary>What a training of few rows takes, the program included; measured (docs/performance.md).</summary>
    private const long BytesOfFewRows = 170_000_000;

    /// <summary>What each further row takes.</summary>
    private const long BytesOfARow = 800;

    private const double Megabyte = 1e6;

    /// <summary>That of this process: of the machine, or the limit of the container.</summary>
    public static TrainingMemory OfThisProcess() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>What a training takes at most, in bytes.</summary>
    public static long Estimate(int rows) => BytesOfFewRows + (rows * BytesOfARow);

    /// <summary>Says no where a training of so many rows would not fit; few rows are tried in any case.</summary>
    /// <exception cref="UntrainableRowsException">It would not fit.</exception>
    public void Require(int rows)
    {
        var fitting = (int)Math.Min(int.MaxValue, Math.Max(0, (AvailableBytes - BytesOfFewRows) / BytesOfARow));
        if (rows <= Math.Max(fitting, TrainingOptions.MinMaxRows)) return;
        throw new UntrainableRowsException(
            $"A training of {rows} patients takes about {Estimate(rows) / Megabyte:0} MB of memory, and {AvailableBytes / Megabyte:0} MB "
                + "are there. Give the instance more, or set Training__MaxRows to at most "
                + $"{Math.Max(fitting, TrainingOptions.MinMaxRows)}.");
    }
}
