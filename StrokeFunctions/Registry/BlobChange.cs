namespace StrokeFunctions.Registry;

/// <summary>The endings of <see cref="BlobStore.ReadIfChangedAsync"/>.</summary>
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
