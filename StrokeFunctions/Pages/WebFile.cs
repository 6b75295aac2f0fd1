using System.Security.Cryptography;

namespace StrokeFunctions.Pages;

/// <summary>A file that browsers load.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its media type.</param>
internal sealed record WebFile(byte[] Content, string ContentType)
{
    /// <summary>Changes when the content does, so that browsers load it once.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 8))}\"";
}
