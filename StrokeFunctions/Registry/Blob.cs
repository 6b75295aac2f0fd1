namespace StrokeFunctions.Registry;

/// <summary>A blob as read: its content together with the ETag that a conditional write needs.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="ETag">Names this content; changes with every write.</param>
/// <param name="LastModified">When it was written, UTC, to the second.</param>
internal sealed record Blob(ReadOnlyMemory<byte> Content, string ETag, DateTimeOffset LastModified);
