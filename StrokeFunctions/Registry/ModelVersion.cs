using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace StrokeFunctions.Registry;

/// <summary>
/// The name of a model version: when its dataset was written and the first eight hex digits of the SHA-256 of model.json,
/// as in 20260102T030405Z-0a1b2c3d. The same dataset and settings give the same name, however often they are run.
/// </summary>
internal static partial class ModelVersion
{
    private const int HashDigits = 8;

    /// <summary>The name for a model trained because of a dataset.</summary>
    public static string Name(DateTimeOffset datasetModified, ReadOnlySpan<byte> modelJson) =>
        $"{datasetModified.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{Convert.ToHexStringLower(SHA256.HashData(modelJson))[..HashDigits]}";

    /// <summary>Whether a text has the form of a version; nothing else ever becomes part of a blob's name.</summary>
    public static bool IsWellFormed(string version) => Form().IsMatch(version);

    [GeneratedRegex(@"\A[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>
/// What people may call a version: lower-case letters, digits and hyphens, and none of the words that mean something already.
/// </summary>
internal static partial class ModelTag
{
    /// <summary>Said where a tag is refused.</summary>
    public const string Allowed =
        "1 to 40 lower-case letters, digits and hyphens, beginning with a letter, and not champion, previous, events, pin or unpin";

    private static readonly string[] Taken = ["champion", "previous", "events", "pin", "unpin"];

    /// <summary>Whether a text may be a tag.</summary>
    public static bool IsWellFormed(string tag) => Form().IsMatch(tag) && !Taken.Contains(tag);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
