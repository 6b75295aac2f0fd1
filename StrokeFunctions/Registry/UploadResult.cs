namespace StrokeFunctions.Registry;

/// <summary>The endings of <see cref="DatasetUpload.StoreAsync"/>.</summary>
internal abstract record UploadResult
{
    private UploadResult()
    {
    }

    /// <summary>The file is in the container, now or since before.</summary>
    /// <param name="ETag">Its ETag.</param>
    /// <param name="Length">Its size in bytes.</param>
    internal sealed record Stored(string ETag, long Length) : UploadResult;

    /// <summary>Another file of that name is in the container, and stays.</summary>
    internal sealed record Different : UploadResult;

    /// <summary>The name can't be one.</summary>
    /// <param name="Fault">What is wrong with it, in words.</param>
    internal sealed record BadName(string Fault) : UploadResult;

    /// <summary>The file is too large; nothing was stored.</summary>
    /// <param name="MaximumLength">The largest that is taken, in bytes.</param>
    internal sealed record TooLarge(long MaximumLength) : UploadResult;
}
