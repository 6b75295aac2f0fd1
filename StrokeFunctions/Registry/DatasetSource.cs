using System.Text.Json.Serialization;

namespace StrokeFunctions.Registry;

/// <summary>One upload, as it was when it was read.</summary>
/// <param name="Name">Its name in the container "datasets".</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hex.</param>
/// <param name="LastModified">When it was written, UTC.</param>
internal sealed record DatasetSource(string Name, [property: JsonPropertyName("etag")] string ETag, string Sha256, DateTimeOffset LastModified);
