namespace StrokeFunctions.Storage;

/// <summary>A blob as read: its content together with the ETag that a conditional write needs.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="ETag">Names this content; changes with every write.</param>
/// <param name="LastModified">When it was written, UTC, to the second.</param>
internal sealed record Blob(ReadOnlyMemory<byte> Content, string ETag, DateTimeOffset LastModified);

/// <summary>What is known of a blob without reading it.</summary>
/// <param name="Name">Its name within the container.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ETag">Names its content; changes with every write.</param>
/// <param name="LastModified">When it was written, UTC, to the second.</param>
internal sealed record BlobEntry(string Name, long Length, string ETag, DateTimeOffset LastModified);

/// <summary>The endings of <see cref="BlobStore.ReadIfChanged"/>.</summary>
internal abstract record BlobChange
{
    private BlobChange()
    {
    }

    /// <summary>The blob is still the one with the ETag that was given.</summary>
    internal sealed record Unchanged : BlobChange;

    /// <summary>There is no such blob.</summary>
    internal sealed record Missing : BlobChange;

    /// <summary>The blob is new, or another than the one with the ETag that was given.</summary>
    /// <param name="Blob">What it is now.</param>
    internal sealed record Changed(Blob Blob) : BlobChange;
}

/// <summary>A blob of ours does not hold what we wrote: it was changed by hand, or damaged.</summary>
internal sealed class CorruptBlobException : Exception
{
    public CorruptBlobException(string container, string name, string fault, Exception? inner = null)
        : base($"The blob {container}/{name} is not usable: {fault}.", inner)
    {
    }
}
