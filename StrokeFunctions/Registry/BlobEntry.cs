namespace StrokeFunctions.Registry;

/// <summary>What is known of a blob without reading it.</summary>
/// <param name="Name">Its name within the container.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ETag">Names its content; changes with every write.</param>
/// <param name="LastModified">When it was written, UTC, to the second.</param>
internal sealed record BlobEntry(string Name, long Length, string ETag, DateTimeOffset LastModified);
