namespace StrokeFunctions.Data;

/// <summary>The faults of one input: the first ones listed, all of them counted, so that a hostile file can't fill the memory.</summary>
internal sealed class FaultList
{
    /// <summary>How many faults are kept to be shown.</summary>
    public const int MaxListed = 1000;

    private List<RowError>? _listed;

    /// <summary>The first <see cref="MaxListed"/> faults, in the order found.</summary>
    public IReadOnlyList<RowError> Listed => _listed ?? (IReadOnlyList<RowError>)[];

    /// <summary>How many faults there are, listed or not.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a fault, and lists it while there is room.</summary>
    public void Add(RowError fault)
    {
        Count++;
        if ((_listed ??= []).Count < MaxListed) _listed.Add(fault);
    }

    /// <summary>Adds each of some faults.</summary>
    public void AddRange(IEnumerable<RowError> faults)
    {
        foreach (var fault in faults) Add(fault);
    }
}
