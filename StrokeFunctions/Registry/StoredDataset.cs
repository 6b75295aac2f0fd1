using System.Text.Json.Serialization;

namespace StrokeFunctions.Registry;

/// <summary>The answer to an upload.</summary>
/// <param name="Name">The dataset's name.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Length">Its size in bytes.</param>
internal sealed record StoredDataset(string Name, [property: JsonPropertyName("etag")] string ETag, long Length);
