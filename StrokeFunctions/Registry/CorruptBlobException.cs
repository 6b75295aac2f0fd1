namespace StrokeFunctions.Registry;

/// <summary>A blob of ours does not hold what we wrote: it was changed by hand, or damaged.</summary>
internal sealed class CorruptBlobException : Exception
{
    public CorruptBlobException(string container, string name, string fault, Exception? inner = null)
        : base($"The blob {container}/{name} is not usable: {fault}.", inner)
    {
    }
}
